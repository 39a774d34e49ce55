package io.headwater.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.feed.Change;
import io.headwater.core.feed.Cursor;
import io.headwater.core.feed.Delivery;
import io.headwater.core.feed.Feed;
import io.headwater.core.feed.Snapshot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A reader that keeps layers of its own, as agents do, resolves every key to what the feed says, whatever happened. */
class LayeredReaderTest {
    private static final List<String> KEYS = List.of("a", "b", "c.d", "none");
    private static final List<String> UNDECLARED = List.of("x", "y.z");
    private static final List<Source> SOURCES = List.of(
            Source.FILE, Source.FLEET_POLICIES, Source.SECRET, Source.AGENT_RUNTIME, Source.REMOTE_CONFIG, Source.CLI);

    @RepeatedTest(20)
    void followsAnySequenceOfOperations() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int schedule = 0; schedule < 200; schedule++) {
            run(random, "seed " + seed + ", schedule " + schedule);
        }
    }

    private static void run(Random random, String name) {
        var resolver = resolver();
        var live = new LayeredReader(resolver.feed().cursor());
        var lazy = new LayeredReader(resolver.feed().cursor());
        for (int step = 0; step < 30; step++) {
            change(resolver, random);
            live.catchUp();
            assertThat(live.resolved()).as(name + ", step " + step).isEqualTo(state(resolver));
            if (random.nextInt(8) == 0) {
                lazy.catchUp();
                assertThat(lazy.resolved()).as(name + ", lazy, step " + step).isEqualTo(state(resolver));
            }
        }
    }

    private static void change(Resolver resolver, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> resolver.unset(oneOf(KEYS, random), oneOf(SOURCES, random), "test", "unset");
            case 1 -> {
                var entries = new EnumMap<Source, Map<String, Given>>(Source.class);
                for (int i = 0; i <= random.nextInt(3); i++) {
                    entries.put(oneOf(SOURCES, random), layer(random));
                }
                resolver.replace(entries, "test", "replace");
            }
            default ->
                resolver.set(
                        oneOf(KEYS, random), Value.of((long) random.nextInt(3)), oneOf(SOURCES, random), "test", "set");
        }
    }

    private static Map<String, Given> layer(Random random) {
        var entries = new HashMap<String, Given>();
        for (var key : random.nextBoolean() ? KEYS : UNDECLARED) {
            if (random.nextInt(3) > 0) {
                entries.put(key, new Given(Value.of((long) random.nextInt(3)), new Place.InVariable("test")));
            }
        }
        return entries;
    }

    @Test
    void forgetsALayerThatGoesWhileAHigherOneWins() {
        var resolver = resolver();
        var reader = new LayeredReader(resolver.feed().cursor());
        resolver.set("a", Value.of(1L), Source.FILE, "test", "");
        reader.catchUp();
        resolver.set("a", Value.of(2L), Source.CLI, "test", "");

        var unset = resolver.unset("a", Source.FILE, "test", "");
        reader.catchUp();

        assertThat(unset).isInstanceOf(Outcome.Unchanged.class);
        assertThat(resolver.get("a")).isEqualTo(new Setting(Value.of(2L), Source.CLI, Source.FILE));
        assertThat(reader.layersOf("a")).containsOnlyKeys(Source.DEFAULT, Source.CLI);
    }

    @Test
    void saysNothingOfALayerThatNeverWonWhenItGoes() {
        var resolver = resolver();
        resolver.set("a", Value.of(2L), Source.CLI, "test", "");
        resolver.set("a", Value.of(1L), Source.FILE, "test", "");
        var before = resolver.feed().head().revision();

        resolver.unset("a", Source.FILE, "test", "");

        assertThat(resolver.feed().head().revision()).isEqualTo(before);
    }

    @Test
    void showsOnlyTheOldAndTheNewValueWhileSeveralLayersGo() {
        var resolver = resolver();
        var reader = new LayeredReader(resolver.feed().cursor());
        for (var source : List.of(Source.FILE, Source.SECRET, Source.CLI)) {
            resolver.set("a", Value.of((long) source.compareTo(Source.DEFAULT)), source, "test", "");
            reader.catchUp();
        }
        var shown = new ArrayList<String>();

        resolver.replace(Map.of(Source.FILE, Map.of(), Source.SECRET, Map.of(), Source.CLI, Map.of()), "test", "");
        reader.catchUp(() -> shown.add(String.valueOf(reader.resolved().get("a"))));

        assertThat(shown).containsExactly("11 from cli", "11 from cli", "0 from default");
        assertThat(reader.layersOf("a")).containsOnlyKeys(Source.DEFAULT);
    }

    @Test
    void isLeftWithNothingOfAKeyThatIsNeitherDeclaredNorHeld() {
        var resolver = resolver();
        var reader = new LayeredReader(resolver.feed().cursor());
        resolver.replace(Source.FILE, Map.of("x", given(1)), "test", "");
        reader.catchUp();
        resolver.replace(Source.FLEET_POLICIES, Map.of("x", given(2)), "test", "");
        reader.catchUp();

        resolver.replace(Map.of(Source.FILE, Map.of(), Source.FLEET_POLICIES, Map.of()), "test", "");
        reader.catchUp();

        assertThat(resolver.get("x")).isNull();
        assertThat(reader.layersOf("x")).isEmpty();
    }

    private static Given given(long value) {
        return new Given(Value.of(value), new Place.InVariable("test"));
    }

    private static Resolver resolver() {
        var schema = new Schema(List.of(
                TestSchema.declared("a", Type.INTEGER, Value.of(0L)),
                TestSchema.declared("b", Type.INTEGER, Value.of(0L)),
                TestSchema.declared("c.d", Type.INTEGER, Value.of(0L)),
                Declaration.of("none", Type.INTEGER)));
        return new Resolver(
                schema,
                TestSchema.CAST,
                Feed.builder(Clock.systemUTC()).backlog(64, 1 << 20).build(_ -> 1));
    }

    private static Map<String, String> state(Resolver resolver) {
        var state = new TreeMap<String, String>();
        resolver.feed()
                .head()
                .forEach(entry -> state.put(
                        entry.key(), shown(entry.value().source(), entry.value().value())));
        return state;
    }

    private static String shown(Source source, Value value) {
        return value + " from " + source;
    }

    private static <T> T oneOf(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    /**
     * What a real consumer does: a put is laid into the layer of its source; one that names a cleared layer then takes that out;
     * a removal names the layer that held the key last; a snapshot is the whole state.
     */
    private static final class LayeredReader {
        private final Cursor<String, Setting> cursor;
        private final Map<String, EnumMap<Source, Value>> layersByKey = new HashMap<>();

        LayeredReader(Cursor<String, Setting> cursor) {
            this.cursor = cursor;
            catchUp();
        }

        void catchUp() {
            catchUp(() -> {});
        }

        void catchUp(Runnable afterEach) {
            for (Delivery<String, Setting> next = cursor.next(); next != null; next = cursor.next()) {
                take(next);
                cursor.took(next);
                afterEach.run();
            }
        }

        Map<Source, Value> layersOf(String key) {
            return layersByKey.getOrDefault(key, new EnumMap<>(Source.class));
        }

        Map<String, String> resolved() {
            var resolved = new TreeMap<String, String>();
            layersByKey.forEach(
                    (key, layers) -> layers.forEach((source, value) -> resolved.put(key, shown(source, value))));
            return resolved;
        }

        private void take(Delivery<String, Setting> delivery) {
            switch (delivery) {
                case Snapshot<String, Setting> snapshot -> {
                    layersByKey.clear();
                    snapshot.forEach(entry -> lay(entry.key(), entry.value()));
                }
                case Change.Put<String, Setting> put -> {
                    lay(put.key(), put.entry().value());
                    clear(put.key(), put.entry().value().cleared());
                }
                case Change.Removal<String, Setting> removal -> {
                    var before = removal.before();
                    clear(removal.key(), before == null ? null : before.source());
                }
            }
        }

        private void lay(String key, Setting setting) {
            layersByKey.computeIfAbsent(key, _ -> new EnumMap<>(Source.class)).put(setting.source(), setting.value());
        }

        private void clear(String key, @Nullable Source source) {
            if (source != null) {
                layersOf(key).remove(source);
            }
        }
    }
}
