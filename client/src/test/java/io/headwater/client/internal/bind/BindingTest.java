package io.headwater.client.internal.bind;

import static io.headwater.client.internal.values.TestSettings.file;
import static io.headwater.client.internal.values.TestSettings.ofSource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headwater.client.Bound;
import io.headwater.client.Setting;
import io.headwater.client.internal.listen.Dispatcher;
import io.headwater.client.internal.values.Holdings;
import io.headwater.client.internal.values.Overlay;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BindingTest {
    enum Level {
        INFO,
        VERY_LOUD
    }

    record Limits(int burst, Duration window) {
        Limits {
            if (burst < 1) {
                throw new IllegalArgumentException("burst: " + burst + " (expected: >= 1)");
            }
        }
    }

    record Trace(boolean enabled, Limits limits, Optional<String> env) {}

    record Everything(
            int small,
            Long large,
            short shorter,
            Byte tiny,
            double ratio,
            float single,
            boolean flag,
            char letter,
            String text,
            Duration pause,
            Level level,
            Path file,
            URI dd_url,
            List<String> names,
            List<Integer> ports,
            List<Level> levels,
            List<?> raw,
            Map<String, String> tags,
            Map<String, Integer> sizes,
            Map<String, Object> tree,
            Optional<Integer> none,
            Optional<Limits> noLimits,
            Optional<List<Duration>> someWaits,
            int maxURLLength2) {}

    record Unsupported(Trace trace, Set<String> names) {}

    record ListOfRecords(List<Limits> limits) {}

    record Endless(Optional<Endless> next) {}

    record Generic<T>(T value) {}

    record Nulls(String text) {
        Nulls {
            if (text.isEmpty()) {
                throw new IllegalStateException("as it is");
            }
        }
    }

    private final Dispatcher dispatcher = new Dispatcher("test", Runnable::run);
    private final Holdings holdings = new Holdings(() -> Instant.EPOCH, dispatcher, Overlay.NONE);

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void aRecordIsReadFromTheSettingsUnderItsPrefix() {
        hold(file("apm.enabled", "true"), file("apm.limits.burst", 3.0), file("apm.limits.window", "5s"));

        assertThat(bind("APM.", Trace.class).get())
                .isEqualTo(new Trace(true, new Limits(3, Duration.ofSeconds(5)), Optional.empty()));
    }

    @Test
    void everyTypeThatASettingCanBeReadAsMayBeAComponent() {
        hold(
                file("small", 1L),
                file("large", "2"),
                file("shorter", 3L),
                file("tiny", 4L),
                file("ratio", 0.5),
                file("single", 0.25),
                file("flag", "t"),
                file("letter", "x"),
                file("text", 7L),
                file("pause", "1m"),
                file("level", "Very-Loud"),
                file("file", "a/b"),
                file("dd_url", "https://a.example:1/x"),
                file("names", "a b"),
                file("ports", List.of(1L, "2")),
                file("levels", "info very_loud"),
                file("raw", List.of(Map.of("a", 1L))),
                file("tags", Map.of("a", 1L)),
                file("sizes.a", 1L),
                file("sizes.b", "2"),
                file("tree.a.b", 1L),
                file("some_waits", List.of("1s", 1L)),
                file("max_url_length2", 9L));

        assertThat(bind("", Everything.class).get())
                .isEqualTo(new Everything(
                        1,
                        2L,
                        (short) 3,
                        (byte) 4,
                        0.5,
                        0.25f,
                        true,
                        'x',
                        "7",
                        Duration.ofMinutes(1),
                        Level.VERY_LOUD,
                        Path.of("a/b"),
                        URI.create("https://a.example:1/x"),
                        List.of("a", "b"),
                        List.of(1, 2),
                        List.of(Level.INFO, Level.VERY_LOUD),
                        List.of(Map.of("a", 1L)),
                        Map.of("a", "1"),
                        Map.of("a", 1, "b", 2),
                        Map.of("a", Map.of("b", 1L)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(List.of(Duration.ofSeconds(1), Duration.ofNanos(1))),
                        9));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        hold(file("apm.enabled", "yes"), ofSource("secret", "apm.limits.burst", "hush"), file("apm.env", List.of("a")));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("apm", Trace.class))
                .withMessage("""
                apm.enabled: yes (file) (expected: true or false)
                apm.limits.burst: ******** (secret) (expected: a whole number, -2147483648 to 2147483647)
                apm.limits.window: nothing (expected: a duration such as 90s, 1h30m or PT90S)
                apm.env: [a] (file) (expected: a text)""");
    }

    @Test
    void whatARecordRefusesIsAProblemInItsOwnWords() {
        hold(file("apm.enabled", true), file("apm.limits.burst", 0L), file("apm.limits.window", "5s"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("apm", Trace.class))
                .withMessage("apm.limits: burst: 0 (expected: >= 1)");
    }

    @Test
    void whatARecordThrowsOtherwiseIsAProblemToo() {
        hold(file("text", ""));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("", Nulls.class))
                .withMessage("java.lang.IllegalStateException: as it is");
    }

    @Test
    void anEnumIsToldWithItsConstants() {
        record Loud(Level level, byte size) {}
        hold(file("level", "silent"), file("size", 128L));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("", Loud.class))
                .withMessage("""
                level: silent (file) (expected: one of info, very_loud)
                size: 128 (file) (expected: a whole number, -128 to 127)""");
    }

    @Test
    void aTypeThatCannotBeBoundNamesItsComponent() {
        for (var type : List.of(Unsupported.class, ListOfRecords.class, Generic.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> bind("", type))
                    .withMessageStartingWith(type.getSimpleName() + ".")
                    .withMessageContaining("(expected: a text, a number");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bind("", Endless.class))
                .withMessageContaining("Endless (expected: a record that does not stand inside itself)");
    }

    @Test
    void theRecordIsReplacedAsAWholeByWhateverTouchesIt() {
        hold(file("burst", 1L), file("window", "1s"));
        var bound = bind("", Limits.class);
        var first = bound.get();

        hold(file("burst", 2L), file("window", "2s"));

        assertThat(bound.get()).isEqualTo(new Limits(2, Duration.ofSeconds(2)));
        assertThat(first).isEqualTo(new Limits(1, Duration.ofSeconds(1)));
    }

    @Test
    void whatDoesNotFitLeavesTheLastGoodRecordAndSaysWhy() {
        hold(file("a.burst", 1L), file("a.window", "1s"));
        var bound = bind("a", Limits.class);
        var heard = new ArrayList<Limits>();
        var _ = bound.onChange(heard::add);

        put(file("a.burst", "many"));
        assertThat(bound.get()).isEqualTo(new Limits(1, Duration.ofSeconds(1)));
        assertThat(bound.problem())
                .contains("a.burst: many (file) (expected: a whole number, -2147483648 to 2147483647)");
        put(file("a.burst", 0L));
        assertThat(bound.problem()).contains("a: burst: 0 (expected: >= 1)");
        put(file("a.burst", 5L));

        assertThat(bound.problem()).isEmpty();
        assertThat(bound.get()).isEqualTo(new Limits(5, Duration.ofSeconds(1)));
        assertThat(heard).containsExactly(new Limits(5, Duration.ofSeconds(1)));
    }

    @Test
    void whatComesToTheSameRecordIsNotTold() {
        hold(file("a.burst", 1L), file("a.window", "1s"));
        var bound = bind("a", Limits.class);
        var first = bound.get();
        var heard = new ArrayList<Limits>();
        var _ = bound.onChange(heard::add);

        put(file("a.burst", "1"));
        put(file("a.other", 1L));
        put(file("b", 1L));

        assertThat(heard).isEmpty();
        assertThat(bound.get()).isSameAs(first);
    }

    @Test
    void aListenerThatThrowsKeepsNoRecordOld() {
        hold(file("a.burst", 1L), file("a.window", "1s"));
        var bound = bind("a", Limits.class);
        var heard = new ArrayList<Integer>();
        var failing = bound.onChange(limits -> {
            throw new IllegalStateException("no");
        });
        var _ = bound.onChange(limits -> heard.add(limits.burst()));

        put(file("a.burst", 2L));
        put(file("a.burst", 3L));
        failing.close();
        failing.close();
        put(file("a.burst", 4L));

        assertThat(heard).containsExactly(2, 3, 4);
        assertThat(dispatcher.errors()).isEqualTo(2);
    }

    @Test
    void aClosedBindingStaysAsItIs() {
        hold(file("a.burst", 1L), file("a.window", "1s"));
        var bound = bind("a", Limits.class);
        var heard = new ArrayList<Limits>();
        var _ = bound.onChange(heard::add);

        bound.close();
        bound.close();
        put(file("a.burst", 2L));
        bound.onChange(heard::add).close();

        assertThat(bound.get().burst()).isEqualTo(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void nothingIsListenedForWhenBindingFails() {
        assertThatIllegalArgumentException().isThrownBy(() -> bind("a", Limits.class));

        put(file("a.burst", "x"));

        assertThat(dispatcher.errors()).isZero();
        assertThat(dispatcher.depth()).isZero();
    }

    private <R extends Record> Bound<R> bind(String prefix, Class<R> type) {
        return Binding.bind(holdings::view, dispatcher, prefix, type);
    }

    private void hold(Setting... settings) {
        holdings.snapshot(1, 0, "o", List.of(settings));
    }

    private void put(Setting setting) {
        holdings.put(1, 1, "o", setting);
    }
}
