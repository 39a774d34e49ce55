package io.headwater.cli.command;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.headwater.cli.agent.AgentSession;
import io.headwater.cli.agent.StreamRules;
import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Json;
import io.headwater.cli.render.Printable;
import io.headwater.cli.render.Style;
import io.headwater.cli.render.Terminal;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigUpdate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the test client prints of a stream: a line for each message, each broken rule, and a verdict. */
final class StreamReport {
    private final Terminal terminal;
    private final OutputOption output;
    private final StreamRules rules = new StreamRules();

    StreamReport(Terminal terminal, OutputOption output) {
        this.terminal = terminal;
        this.output = output;
    }

    void registered(AgentSession session) {
        terminal.note("registered as session " + Printable.of(session.id()) + ", refreshing every "
                + session.refreshEvery().toSeconds() + " s");
    }

    void take(ConfigEvent event) {
        var violation = rules.check(event);
        switch (event.getEventCase()) {
            case SNAPSHOT -> snapshot(event.getSnapshot());
            case UPDATE -> update(event.getUpdate());
            case EVENT_NOT_SET -> {}
        }
        violation.ifPresent(rule -> output.event(
                terminal,
                Fields.of("event", "violation", "rule", rule),
                terminal.styled(Style.BAD, "        broken: " + rule)));
    }

    private void snapshot(ConfigSnapshot snapshot) {
        var bySource = snapshot.getSettingsList().stream()
                .collect(Collectors.groupingBy(ConfigSetting::getSource, TreeMap::new, Collectors.counting()));
        var counts = bySource.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        output.event(
                terminal,
                Fields.of(
                        "event", "snapshot",
                        "sequence_id", snapshot.getSequenceId(),
                        "origin", snapshot.getOrigin(),
                        "settings", snapshot.getSettingsCount(),
                        "sources", bySource),
                sequence(snapshot.getSequenceId()) + terminal.styled(Style.BOLD, "snapshot") + " from "
                        + Printable.of(snapshot.getOrigin()) + ": " + snapshot.getSettingsCount() + " settings ("
                        + Printable.of(counts) + ")");
    }

    private void update(ConfigUpdate update) {
        var setting = update.getSetting();
        var value = plain(setting.getValue());
        var text = value instanceof String string ? string : Json.compact(value);
        var unset = setting.getUnsetSource();
        output.event(
                terminal,
                Fields.of(
                        "event", "update",
                        "sequence_id", update.getSequenceId(),
                        "origin", update.getOrigin(),
                        "key", setting.getKey(),
                        "value", value,
                        "source", setting.getSource(),
                        "unset_source", unset.isEmpty() ? null : unset),
                sequence(update.getSequenceId()) + Printable.of(setting.getKey()) + ": "
                        + Printable.of(setting.getSource()) + " → " + Printable.of(text)
                        + (unset.isEmpty() ? "" : " (" + Printable.of(unset) + " unset)"));
    }

    private String sequence(int sequence) {
        return terminal.styled(Style.DIM, "%-8s".formatted("#" + sequence));
    }

    /** Whether so many updates have come, or nobody reads any more. */
    boolean enough(long updates) {
        return rules.updates() >= updates || terminal.abandoned();
    }

    /** Prints the verdict and gives it back. */
    boolean summary(Duration took) {
        var counts = rules.updates() + " updates, " + rules.resyncs() + " resyncs in "
                + BigDecimal.valueOf(took.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
        output.event(
                terminal,
                Fields.of(
                        "event", "summary",
                        "passed", rules.kept(),
                        "updates", rules.updates(),
                        "resyncs", rules.resyncs(),
                        "violations", rules.violations()),
                verdict() + "; " + counts);
        return rules.kept();
    }

    private String verdict() {
        if (rules.kept()) {
            return terminal.styled(Style.GOOD, "passed") + ": snapshot first, sequence in order";
        }
        var why = rules.hasSnapshot() ? rules.violations() + " rules broken" : "no snapshot came";
        return terminal.styled(Style.BAD, "failed") + ": " + why;
    }

    private static @Nullable Object plain(Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> null;
            case NUMBER_VALUE -> number(value.getNumberValue());
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case STRUCT_VALUE -> fields(value.getStructValue());
            case LIST_VALUE -> items(value.getListValue());
        };
    }

    private static Object number(double number) {
        if (!Double.isFinite(number)) {
            return Double.toString(number);
        }
        return number == Math.rint(number) && Math.abs(number) < 1L << 62 ? (Object) (long) number : (Object) number;
    }

    private static Map<String, @Nullable Object> fields(Struct struct) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((name, value) -> fields.put(name, plain(value)));
        return fields;
    }

    private static Object items(ListValue list) {
        return list.getValuesList().stream().map(StreamReport::plain).toList();
    }
}
