package io.headwater.server.telemetry;

import io.headwater.server.telemetry.Family.Label;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Other processes' metrics beside the server's own in one Prometheus text, each series under the label {@value #EMITTER} that
 * says whose it is. Not safe for use by many threads.
 */
public final class Exposition {
    static final String EMITTER = "emitter";
    /** Of all emitters together; what is beyond is left out. */
    private static final int SAMPLES = 100_000;

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Consumer<? super String> warnings;
    private int samples;

    /** @param warnings is told what cannot be shown, and why; the same again at each scrape */
    public Exposition(Consumer<? super String> warnings) {
        this.warnings = warnings;
    }

    /**
     * Adds what {@code emitter} says of itself, in Prometheus text. A text that is not well formed is left out whole. Series
     * that the label makes the same are summed; histograms that cannot be, for want of the same buckets, give way to the first.
     */
    public void add(String emitter, String text) {
        PrometheusText.Read read;
        try {
            read = PrometheusText.read(text);
        } catch (Malformed e) {
            warnings.accept(emitter + ": metrics left out: " + e.getMessage());
            return;
        }
        for (var name : read.passedOver()) {
            warnings.accept(emitter + ": " + name + " left out: its type is not counter, gauge or histogram");
        }
        read.families().forEach(family -> add(emitter, family));
    }

    private void add(String emitter, Family theirs) {
        var ours = families.computeIfAbsent(theirs.name(), name -> Family.of(name, theirs.type(), theirs.help()));
        if (ours.type() != theirs.type()) {
            warnings.accept(emitter + ": " + theirs.name() + " left out: a " + theirs.type()
                    + " where another emitter has a " + ours.type());
            return;
        }
        theirs.series().forEach((labels, series) -> {
            if (samples + series.samples() > SAMPLES) {
                warnings.accept(
                        emitter + ": " + theirs.name() + " left out in part: more than " + SAMPLES + " samples in all");
                return;
            }
            if (!ours.add(labelled(emitter, labels), series)) {
                warnings.accept(
                        emitter + ": " + theirs.name() + " left out in part: the same histogram with other buckets");
                return;
            }
            samples += series.samples();
        });
    }

    private static List<Label> labelled(String emitter, List<Label> labels) {
        var all = new ArrayList<Label>();
        all.add(new Label(EMITTER, emitter));
        labels.stream().filter(label -> !label.name().equals(EMITTER)).forEach(all::add);
        return all;
    }

    /**
     * One text of both. A metric that the server has too is told in one place, as the format demands, provided that the two
     * are of one type.
     *
     * @param own the server's own metrics, well formed
     */
    public String beside(String own) {
        var text = new StringBuilder(own.length());
        var rest = new LinkedHashMap<>(families);
        var name = "";
        var type = "";
        for (var line : own.lines().toList()) {
            if (line.startsWith("# HELP ") || line.startsWith("# TYPE ")) {
                var words = line.split(" ", 4);
                if (!words[2].equals(name)) {
                    join(text, rest.remove(name), type);
                }
                name = words[2];
                type = words[1].equals("TYPE") ? words[3] : type;
            }
            text.append(line).append('\n');
        }
        join(text, rest.remove(name), type);
        for (var family : rest.values()) {
            family.writeHeader(text);
            family.writeSamples(text);
        }
        return text.toString();
    }

    private void join(StringBuilder text, @Nullable Family theirs, String type) {
        if (theirs == null) {
            return;
        }
        if (!type.equals(theirs.type().toString()) && !type.equals("untyped")) {
            warnings.accept(theirs.name() + " left out: a " + theirs.type() + " where the server itself has a " + type);
            return;
        }
        theirs.writeSamples(text);
    }
}
