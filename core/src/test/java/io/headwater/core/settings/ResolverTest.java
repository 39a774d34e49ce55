package io.headwater.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Outcome.Changed;
import io.headwater.core.settings.Outcome.Refused;
import io.headwater.core.settings.Outcome.Unchanged;
import io.headwater.core.settings.Problem.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private final Resolver resolver = TestSchema.resolver();

    @Test
    void beginsWithTheDefaultsAsOneChangeSet() {
        assertThat(resolver.get("log_level")).isEqualTo(new Setting(Value.of("info"), Source.DEFAULT));
        assertThat(resolver.get("apm_config.receiver_port")).isNull();
        assertThat(resolver.feed().head().size()).isEqualTo(6);
    }

    @Test
    void theHighestLayerWinsAndAnUnsetFallsBackToTheNext() {
        set("log_level", "warn", Source.FILE);
        set("log_level", "debug", Source.CLI);
        assertThat(resolver.get("log_level")).isEqualTo(new Setting(Value.of("debug"), Source.CLI));

        var unset = resolver.unset("log_level", Source.CLI, "mara", "enough seen");

        assertThat(unset).isInstanceOf(Changed.class);
        assertThat(resolver.get("log_level")).isEqualTo(new Setting(Value.of("warn"), Source.FILE, Source.CLI));
    }

    @Test
    void keysIgnoreCase() {
        set("LOG_Level", "debug", Source.CLI);

        assertThat(resolver.get("log_LEVEL")).isEqualTo(new Setting(Value.of("debug"), Source.CLI));
    }

    @Test
    void theSameValueFromAHigherSourceIsAChange() {
        set("log_level", "warn", Source.FILE);

        assertThat(set("log_level", "warn", Source.CLI)).isInstanceOf(Changed.class);
    }

    @Test
    void whatDoesNotChangeTheResultIsNotWritten() {
        set("log_level", "debug", Source.CLI);
        var before = resolver.feed().head().revision();

        assertThat(set("log_level", "debug", Source.CLI)).isInstanceOf(Unchanged.class);
        assertThat(set("log_level", "warn", Source.FILE)).isInstanceOf(Unchanged.class);
        assertThat(resolver.unset("log_level", Source.REMOTE_CONFIG, "test", ""))
                .isInstanceOf(Unchanged.class);
        assertThat(resolver.feed().head().revision()).isEqualTo(before);
    }

    @Test
    void aValueThatCannotBeCastIsRefusedAndTheLayerKeepsWhatItHeld() {
        set("log_file_max_rolls", "3", Source.CLI);

        var refused = set("log_file_max_rolls", "many", Source.CLI);

        assertThat(problemOf(refused)).hasToString("set by test: log_file_max_rolls: many (expected: a whole number)");
        assertThat(resolver.get("log_file_max_rolls")).isEqualTo(new Setting(Value.of(3L), Source.CLI));
    }

    @Test
    void aSensitiveValueIsNotShownWhenItIsRefused() {
        var refused = set("api_key", "x", Source.CLI);

        assertThat(problemOf(refused)).hasToString("set by test: api_key: ******** (expected: at least 3 characters)");
    }

    @Test
    void anUnknownKeyIsRefusedWithTheOneThatWasMeant() {
        assertThat(problemOf(set("log_levle", "debug", Source.CLI)))
                .hasToString("set by test: log_levle (expected: a declared setting); did you mean log_level?");
        assertThat(problemOf(resolver.unset("log_levle", Source.CLI, "test", ""))
                        .kind())
                .isEqualTo(Kind.UNKNOWN_KEY);
    }

    @Test
    void aSectionHoldsNoValue() {
        assertThat(problemOf(set("apm_config", "x", Source.CLI)).kind()).isEqualTo(Kind.NOT_A_SETTING);
        assertThat(problemOf(resolver.unset("apm_config", Source.CLI, "test", ""))
                        .kind())
                .isEqualTo(Kind.NOT_A_SETTING);
    }

    @Test
    void aLayerThatWasFixedAtTheStartTakesNoChange() {
        assertThat(problemOf(set("log_level", "debug", Source.ENVIRONMENT_VARIABLE)))
                .hasToString("set by test: log_level (expected: a source that can change while the server runs,"
                        + " not environment-variable); use cli");
        assertThat(problemOf(resolver.unset("log_level", Source.DEFAULT, "test", ""))
                        .kind())
                .isEqualTo(Kind.FIXED_SOURCE);
    }

    @Test
    void aReplacedLayerIsOneChangeSetOfOnlyWhatDiffers() {
        replaceFile(Map.of("log_level", "warn", "tags", "a b", "cmd_host", "::1"));
        var cursor = resolver.feed().cursor(resolver.feed().head().revision());

        var replaced = replaceFile(Map.of("log_level", "warn", "tags", "a c"));

        assertThat(replaced.changed()).isTrue();
        var first = Objects.requireNonNull(cursor.next());
        assertThat(first).hasToString(first.revision() + " cmd_host=" + resolver.get("cmd_host"));
        cursor.took(first);
        var second = Objects.requireNonNull(cursor.next());
        assertThat(second).hasToString(second.revision() + " tags=" + resolver.get("tags"));
        cursor.took(second);
        assertThat(cursor.next()).isNull();
        assertThat(replaceFile(Map.of("log_level", "warn", "tags", "a c")).changed())
                .isFalse();
    }

    @Test
    void anEntryThatMayNotStandLeavesTheNextLowerLayerHolding() {
        var replaced = replaceFile(Map.of("log_file_max_rolls", "many"));

        assertThat(replaced.problems())
                .singleElement()
                .extracting(Problem::kind)
                .isEqualTo(Kind.WRONG_TYPE);
        assertThat(resolver.get("log_file_max_rolls")).isEqualTo(new Setting(Value.of(1L), Source.DEFAULT));
    }

    @Test
    void anUndeclaredKeyOfAFileIsKeptWithAWarning() {
        var replaced = replaceFile(Map.of("log_levels", "x"));

        assertThat(replaced.problems())
                .singleElement()
                .hasToString("datadog.yaml:1:1: log_levels (expected: a declared setting); did you mean log_level?");
        assertThat(resolver.get("log_levels")).isEqualTo(new Setting(Value.of("x"), Source.FILE));
        assertThat(replaceFile(Map.of()).changed()).isTrue();
        assertThat(resolver.get("log_levels")).isNull();
    }

    @Test
    void aFormerNameCountsUnlessTheNewOneIsGivenToo() {
        assertThat(replaceFile(Map.of("ipc_address", "::1")).problems())
                .singleElement()
                .hasToString("datadog.yaml:1:1: ipc_address (expected: cmd_host); write it under its new name");
        assertThat(resolver.get("cmd_host")).isEqualTo(new Setting(Value.of("::1"), Source.FILE));

        replaceFile(Map.of("ipc_address", "::1", "cmd_host", "127.0.0.1"));
        assertThat(resolver.get("cmd_host")).isEqualTo(new Setting(Value.of("127.0.0.1"), Source.FILE));
    }

    @Test
    void aNullInAFileKeepsTheDefault() {
        resolver.replace(
                Source.FILE, Map.of("log_level", new Given(Value.NOTHING, new Place.InFile("f", 1, 1))), "test", "");

        assertThat(resolver.get("log_level")).isEqualTo(new Setting(Value.of("info"), Source.DEFAULT));
    }

    @Test
    void explainsEveryLayerTheWinnerFirst() {
        replaceFile(Map.of("log_level", "warn"));
        set("log_level", "debug", Source.CLI);

        var explanation = resolver.explain("LOG_LEVEL");

        assertThat(explanation.layers())
                .extracting(layer -> layer.source() + "=" + layer.value() + " at " + layer.place())
                .containsExactly(
                        "cli=debug at set by test", "file=warn at datadog.yaml:1:1", "default=info at the schema");
        assertThat(explanation.declaration()).isNotNull();
        assertThat(resolver.explain("nothing").layers()).isEmpty();
    }

    @Test
    void writersOnManyThreadsLeaveWhatTheLayersSay() throws InterruptedException {
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var threads = List.of(Source.FILE, Source.REMOTE_CONFIG, Source.CLI).stream()
                .map(source -> Thread.ofVirtual()
                        .uncaughtExceptionHandler((_, failure) -> failures.add(failure))
                        .start(() -> {
                            for (int i = 0; i < 500; i++) {
                                resolver.set("log_file_max_rolls", Value.of((long) i), source, "test", "");
                                resolver.unset("log_file_max_rolls", source, "test", "");
                            }
                        }))
                .toList();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(failures).isEmpty();
        assertThat(resolver.get("log_file_max_rolls"))
                .isNotNull()
                .matches(setting -> setting.value().equals(Value.of(1L)));
        assertThat(resolver.explain("log_file_max_rolls").layers()).hasSize(1);
    }

    private Outcome set(String key, String value, Source source) {
        return resolver.set(key, Value.of(value), source, "test", "");
    }

    private Replacement replaceFile(Map<String, String> texts) {
        var entries = new LinkedHashMap<String, Given>();
        texts.forEach(
                (key, text) -> entries.put(key, new Given(Value.of(text), new Place.InFile("datadog.yaml", 1, 1))));
        return resolver.replace(Source.FILE, entries, "test", "");
    }

    private static Problem problemOf(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Refused.class);
        return ((Refused) outcome).problem();
    }
}
