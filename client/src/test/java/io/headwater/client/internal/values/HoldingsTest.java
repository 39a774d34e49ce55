package io.headwater.client.internal.values;

import static io.headwater.client.internal.values.TestSettings.file;
import static io.headwater.client.internal.values.TestSettings.ofSource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.headwater.client.Change;
import io.headwater.client.ChangeBatch;
import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import io.headwater.client.internal.listen.Dispatcher;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldingsTest {
    private static final String FROM = "apm_config.log_level";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final InstantSource clock = now::get;
    private final Dispatcher dispatcher = new Dispatcher("test", Runnable::run);
    private final Dispatcher unheard = new Dispatcher("unheard", Runnable::run);
    private final Deque<ChangeBatch> told = new ArrayDeque<>();

    HoldingsTest() {
        var _ = dispatcher.add(key -> true, false, null, told::add);
    }

    @AfterEach
    void close() {
        dispatcher.close();
        unheard.close();
    }

    @Test
    void aSnapshotIsTheWholeStateAndOneBatch() {
        var holdings = holdings(Overlay.NONE);

        holdings.snapshot(1, 0, "datadog.yaml", List.of(file("b", 1L), file("a", 1L)));
        holdings.snapshot(2, 0, "datadog.yaml", List.of(file("b", 2L), file("c", 1L)));

        assertThat(told.remove().changes())
                .containsExactly(new Change("a", null, file("a", 1L)), new Change("b", null, file("b", 1L)));
        assertThat(told.remove().changes())
                .containsExactly(
                        new Change("a", file("a", 1L), null),
                        new Change("b", file("b", 1L), file("b", 2L)),
                        new Change("c", null, file("c", 1L)));
        assertThat(told).isEmpty();
        assertThat(holdings.view().settings()).containsExactly(file("b", 2L), file("c", 1L));
    }

    @Test
    void aBatchCarriesTheViewItLedTo() {
        var holdings = holdings(Overlay.NONE);
        now.set(Instant.ofEpochSecond(7));

        holdings.put(3, 12, "datadog.yaml", file("a", 1L));

        var view = told.remove().view();
        assertThat(view).isSameAs(holdings.view());
        assertThat(view.stream()).isEqualTo(3);
        assertThat(view.sequence()).isEqualTo(12);
        assertThat(view.origin()).isEqualTo("datadog.yaml");
        assertThat(view.at()).isEqualTo(Instant.ofEpochSecond(7));
    }

    @Test
    void whatChangesNothingIsToldToNobodyButMovesThePosition() {
        var holdings = holdings(Overlay.NONE);
        holdings.snapshot(1, 0, "o", List.of(file("a", 1L)));
        told.clear();

        holdings.put(1, 1, "o", file("a", 1L));
        holdings.remove(1, 2, "o", "b");
        holdings.advance(1, 3, "o");
        assertThat(holdings.view().sequence()).isEqualTo(3);
        holdings.snapshot(2, 9, "o", List.of(file("a", 1L)));

        assertThat(told).isEmpty();
        assertThat(holdings.view().sequence()).isEqualTo(9);
        assertThat(holdings.view().stream()).isEqualTo(2);
        assertThat(holdings.view().getInt("a")).isEqualTo(1);
    }

    @Test
    void aChangeOfTheSourceAloneIsTold() {
        var holdings = holdings(Overlay.NONE);
        holdings.put(1, 1, "o", file("a", 1L));

        holdings.put(1, 2, "o", ofSource("cli", "a", 1L));

        assertThat(told.getLast().changes()).containsExactly(new Change("a", file("a", 1L), ofSource("cli", "a", 1L)));
    }

    @Test
    void theFirstSnapshotIsADifferenceToWhatItStartedWith() {
        var holdings = holdings(Overlay.NONE);
        var kept = new Setting("a", 1L, "file", Provenance.CACHE);
        holdings.start(List.of(kept, new Setting("b", 1L, "file", Provenance.CACHE)));
        assertThat(holdings.view().stream()).isZero();
        assertThat(holdings.view().sequence()).isEqualTo(-1);
        told.clear();

        holdings.snapshot(1, 0, "o", List.of(file("a", 2L)));

        assertThat(told.remove().changes()).extracting(Change::key).containsExactly("a", "b");
        assertThat(holdings.view().settings()).containsExactly(file("a", 2L));
    }

    @Test
    void anOverrideStandsAboveWhateverTheServerSays() {
        var holdings = holdings(new Overlay(Map.of("Port", 9), null));
        var own = new Setting("port", 9L, "local", Provenance.LOCAL);
        assertThat(holdings.view().settings()).containsExactly(own);

        holdings.snapshot(1, 0, "o", List.of(ofSource("cli", "port", 1L), file("a", 1L)));
        holdings.put(1, 1, "o", ofSource("cli", "port", 2L));
        holdings.remove(1, 2, "o", "port");

        assertThat(holdings.view().settings()).containsExactly(file("a", 1L), own);
        assertThat(told).hasSize(1);
        assertThat(told.remove().changes()).containsExactly(new Change("a", null, file("a", 1L)));
    }

    @Test
    void whatAProcessSaysItselfIsMadeOfTheTypesThatSettingsHave() {
        var settings = SettingTable.of(Overlay.settings(Map.of(
                "Int",
                1,
                "whole",
                2.0f,
                "half",
                0.5,
                "list",
                new ArrayList<>(Arrays.asList(1, "x", null)),
                "map",
                Map.of("n", (short) 3),
                "enum",
                Provenance.CACHE)));

        assertThat(settings.settings())
                .extracting(Setting::key, Setting::value)
                .containsExactly(
                        tuple("enum", "CACHE"),
                        tuple("half", 0.5),
                        tuple("int", 1L),
                        tuple("list", Arrays.asList(1L, "x", null)),
                        tuple("map", Map.of("n", 3L)),
                        tuple("whole", 2L));
        assertThatThrownBy(() -> Overlay.settings(Map.of("a", new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a: java.lang.Object (expected: a text");
    }

    @Test
    void theLogLevelFollowsTheProcesssOwnKey() {
        var holdings = holdings(new Overlay(Map.of(), FROM));
        holdings.snapshot(1, 0, "o", List.of(file("log_level", "info"), file(FROM, "debug")));
        assertThat(holdings.view().find("log_level")).contains(ofSource("agent-runtime", "log_level", "debug"));
        told.clear();

        holdings.put(1, 1, "o", file(FROM, "trace"));

        assertThat(told.remove().changes())
                .containsExactly(
                        new Change(FROM, file(FROM, "debug"), file(FROM, "trace")),
                        new Change(
                                "log_level",
                                ofSource("agent-runtime", "log_level", "debug"),
                                ofSource("agent-runtime", "log_level", "trace")));
        holdings.put(1, 2, "o", file("log_level", "warn"));
        assertThat(told).isEmpty();
        holdings.remove(1, 3, "o", FROM);
        assertThat(holdings.view().find("log_level")).contains(file("log_level", "warn"));
        assertThat(told.remove().changes()).extracting(Change::key).containsExactly(FROM, "log_level");
    }

    @Test
    void theLogLevelFallsBackWhenTheOwnKeyIsEmptyOrNoText() {
        var holdings = holdings(new Overlay(Map.of(), FROM));
        var base = file("log_level", "info");
        holdings.snapshot(1, 0, "o", List.of(base, file(FROM, "debug")));

        for (var useless : Arrays.asList("", 3L, null, List.of("debug"))) {
            holdings.put(1, 1, "o", file(FROM, useless));
            assertThat(holdings.view().find("log_level")).contains(base);
            holdings.put(1, 2, "o", file(FROM, "debug"));
            assertThat(holdings.view().getString("log_level")).isEqualTo("debug");
        }
    }

    @Test
    void theLogLevelIsThereThoughNobodySaidIt() {
        var holdings = holdings(new Overlay(Map.of(), FROM));

        holdings.put(1, 1, "o", file(FROM, "debug"));
        assertThat(holdings.view().getString("log_level")).isEqualTo("debug");
        holdings.remove(1, 2, "o", FROM);

        assertThat(holdings.view().settings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"schema", "default", "unknown", "file", "environment-variable", "secret", "agent-runtime", "new"
            })
    void theOwnKeyBeatsTheLogLevelOfALowerOrEqualSource(String source) {
        var holdings = holdings(new Overlay(Map.of(), FROM));

        holdings.snapshot(1, 0, "o", List.of(ofSource(source, "log_level", "info"), file(FROM, "debug")));

        assertThat(holdings.view().getString("log_level")).isEqualTo("debug");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local-config-process", "remote-config", "cli"})
    void theLogLevelOfAHigherSourceStays(String source) {
        var holdings = holdings(new Overlay(Map.of(), FROM));
        holdings.snapshot(1, 0, "o", List.of(file("log_level", "info"), file(FROM, "debug")));

        holdings.put(1, 1, "o", ofSource(source, "log_level", "warn"));
        assertThat(holdings.view().find("log_level")).contains(ofSource(source, "log_level", "warn"));
        holdings.put(1, 2, "o", file("log_level", "info"));

        assertThat(holdings.view().getString("log_level")).isEqualTo("debug");
    }

    @Test
    void theKeyOfAnotherAgentHasNoEffect() {
        var holdings = holdings(new Overlay(Map.of(), FROM));

        holdings.snapshot(1, 0, "o", List.of(file("log_level", "info"), file("process_config.log_level", "debug")));

        assertThat(holdings.view().getString("log_level")).isEqualTo("info");
    }

    @Test
    void aLogLevelThatTheProcessSaysItselfStands() {
        var holdings = holdings(new Overlay(Map.of("log_level", "error"), FROM));

        holdings.snapshot(1, 0, "o", List.of(file("log_level", "info"), file(FROM, "debug")));

        assertThat(holdings.view().getString("log_level")).isEqualTo("error");
    }

    @Test
    void theLogLevelCannotFollowItself() {
        assertThatThrownBy(() -> new Overlay(Map.of(), "Log_Level"))
                .hasMessage("log level from: log_level (expected: another key)");
    }

    @Test
    void singleChangesLeadWhereASnapshotWould() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var overlay = new Overlay(Map.of("b", "own"), FROM);
        var single = holdings(overlay);
        var server = SettingTable.EMPTY;
        var keys = List.of("a", "b", "log_level", FROM, "log_level.x");
        var sources = List.of("file", "cli", "agent-runtime");
        for (int step = 0; step < 2_000; step++) {
            var key = keys.get(random.nextInt(keys.size()));
            var setting =
                    ofSource(sources.get(random.nextInt(3)), key, random.nextInt(4) == 0 ? "" : "" + random.nextInt(3));
            var before = single.view().table();
            told.clear();
            if (random.nextInt(3) == 0) {
                server = server.without(key);
                single.remove(1, step, "o", key);
            } else {
                server = server.with(setting);
                single.put(1, step, "o", setting);
            }

            var whole = new Holdings(clock, unheard, overlay);
            whole.snapshot(1, step, "o", server.settings());
            assertThat(single.view().settings())
                    .as("seed %d", seed)
                    .isEqualTo(whole.view().settings());
            var changes = single.view().table().since(before);
            assertThat(told).as("seed %d", seed).hasSize(changes.isEmpty() ? 0 : 1);
            told.forEach(
                    batch -> assertThat(batch.changes()).as("seed %d", seed).isEqualTo(changes));
        }
    }

    @Test
    void noReaderSeesHalfABatch() throws InterruptedException {
        var holdings = holdings(Overlay.NONE);
        var torn = new AtomicReference<List<Setting>>();
        var done = new AtomicBoolean();
        holdings.snapshot(1, 0, "o", generation(0));
        var readers = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            readers.add(Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    var settings = holdings.view().settings();
                    if (settings.stream().map(Setting::value).distinct().count() != 1) {
                        torn.set(settings);
                    }
                }
            }));
        }

        for (long generation = 1; generation <= 3_000; generation++) {
            holdings.snapshot(1, (int) generation, "o", generation(generation));
        }
        done.set(true);
        for (var reader : readers) {
            reader.join();
        }

        assertThat(torn).hasNullValue();
    }

    @Test
    void whoeverIsToldSeesAtLeastThatView() {
        var holdings = holdings(Overlay.NONE);
        var seen = new ArrayList<Integer>();
        var _ = dispatcher.add(
                key -> true, false, null, batch -> seen.add(holdings.view().getInt("a")));

        holdings.put(1, 1, "o", file("a", 1L));
        holdings.put(1, 2, "o", file("a", 2L));

        assertThat(seen).containsExactly(1, 2);
    }

    private static List<Setting> generation(long number) {
        var settings = new ArrayList<Setting>();
        for (int i = 0; i < 20; i++) {
            settings.add(file("key" + i, number));
        }
        return settings;
    }

    private Holdings holdings(Overlay overlay) {
        return new Holdings(clock, dispatcher, overlay);
    }
}
