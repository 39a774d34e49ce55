package io.headwater.client.internal.values;

import static io.headwater.client.internal.values.TestSettings.file;
import static io.headwater.client.internal.values.TestSettings.ofSource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.Change;
import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettingTableTest {
    @Test
    void ofTwoSettingsWithOneKeyTheLaterCounts() {
        var table = SettingTable.of(List.of(file("port", 1L), file("host", "a"), file("port", 2L)));

        assertThat(table.settings()).containsExactly(file("host", "a"), file("port", 2L));
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void anEditLeavesTheTableItCameFromAsItWas() {
        var table = SettingTable.of(List.of(file("b", 1L)));

        assertThat(table.with(file("b", 2L)).with(file("a", 0L)).settings())
                .containsExactly(file("a", 0L), file("b", 2L));
        assertThat(table.without("b").settings()).isEmpty();
        assertThat(table.without("c")).isSameAs(table);
        assertThat(table.settings()).containsExactly(file("b", 1L));
    }

    @Test
    void aSectionIsItsOwnKeyAndAllBelowIt() {
        var table = SettingTable.of(List.of(
                file("logs", "x"),
                file("logs-old.a", 1L),
                file("logs.a", 1L),
                file("logs.b.c", 2L),
                file("logs/x", 1L),
                file("logs_config.a", 3L)));

        var section = List.of(file("logs", "x"), file("logs.a", 1L), file("logs.b.c", 2L));
        assertThat(table.under("logs")).isEqualTo(section);
        assertThat(table.under("logs.")).isEqualTo(section);
        assertThat(table.under("logs_config")).containsExactly(file("logs_config.a", 3L));
        assertThat(table.under("log")).isEmpty();
        assertThat(table.under("")).hasSize(6);
    }

    @Test
    void whatItGivesCannotBeChanged() {
        var table = SettingTable.of(List.of(file("a", 1L), file("a.b", 1L)));

        assertThatThrownBy(() -> table.settings().set(0, file("a", 2L)))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> table.under("a").remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aChangeIsADifferenceOfValueSourceOrProvenance() {
        var cached = new Setting("cached", 1L, "file", Provenance.CACHE);
        var earlier = SettingTable.of(
                List.of(file("gone", 1L), file("moved", 1L), file("same", 1L), file("set", 1L), cached));
        var later = SettingTable.of(List.of(
                ofSource("cli", "moved", 1L),
                file("new", null),
                file("same", 1L),
                file("set", 2L),
                file("cached", 1L)));

        assertThat(later.since(earlier))
                .containsExactly(
                        new Change("cached", cached, file("cached", 1L)),
                        new Change("gone", file("gone", 1L), null),
                        new Change("moved", file("moved", 1L), ofSource("cli", "moved", 1L)),
                        new Change("new", null, file("new", null)),
                        new Change("set", file("set", 1L), file("set", 2L)));
        assertThat(later.since(later)).isEmpty();
    }

    @Test
    void agreesWithAMapWhateverIsDoneToIt() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var table = SettingTable.EMPTY;
        var model = new TreeMap<String, Setting>();
        for (int step = 0; step < 5_000; step++) {
            var key = key(random);
            var before = table;
            var modelBefore = new TreeMap<>(model);
            if (random.nextInt(3) == 0) {
                table = table.without(key);
                model.remove(key);
            } else {
                var setting = file(key, (long) random.nextInt(4));
                table = table.with(setting);
                model.put(key, setting);
            }
            var prefix = key(random);
            assertThat(table.settings()).as("seed %d", seed).containsExactlyElementsOf(model.values());
            assertThat(table.under(prefix))
                    .as("seed %d, under %s", seed, prefix)
                    .containsExactlyElementsOf(model.values().stream()
                            .filter(setting -> SettingTable.isUnder(prefix).test(setting.key()))
                            .toList());
            assertThat(table.find(key).orElse(null)).as("seed %d", seed).isEqualTo(model.get(key));
            assertThat(applied(table.since(before), modelBefore))
                    .as("seed %d", seed)
                    .isEqualTo(model);
        }
    }

    private static Map<String, Setting> applied(List<Change> changes, Map<String, Setting> to) {
        for (var change : changes) {
            assertThat(to.get(change.key())).isEqualTo(change.before());
            change.now().ifPresentOrElse(now -> to.put(now.key(), now), () -> to.remove(change.key()));
        }
        return to;
    }

    private static String key(Random random) {
        var names = List.of("a", "a-b", "b", "a_b", "a/", "~");
        var parts = new ArrayList<String>();
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            parts.add(names.get(random.nextInt(names.size())));
        }
        return String.join(".", parts);
    }
}
