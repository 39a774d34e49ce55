package io.headwater.core.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every source says of one key, and the sources that readers may hold a value from because it once won. Immutable.
 */
final class Layers {
    static final Layers NONE = new Layers(new EnumMap<>(Source.class), Set.of());

    private final EnumMap<Source, Given> bySource;
    private final Set<Source> published;

    private Layers(EnumMap<Source, Given> bySource, Set<Source> published) {
        this.bySource = bySource;
        this.published = published;
    }

    boolean has(Source source) {
        return bySource.containsKey(source);
    }

    boolean isEmpty() {
        return bySource.isEmpty();
    }

    /** The same with this layer saying something else, or nothing. */
    Layers with(Source source, @Nullable Given given) {
        var copy = new EnumMap<>(bySource);
        if (given == null) {
            copy.remove(source);
        } else {
            copy.put(source, given);
        }
        return new Layers(copy, published);
    }

    /** The same after readers were sent a value from {@code winner} and were told to forget the {@code cleared}. */
    Layers told(Source winner, Collection<Source> cleared) {
        if (cleared.isEmpty() && published.contains(winner)) {
            return this;
        }
        var now = EnumSet.of(winner);
        now.addAll(published);
        now.removeAll(cleared);
        return new Layers(bySource, now);
    }

    /** The sources that readers may hold a value from although it is gone here; the lowest first. */
    List<Source> stale() {
        return published.stream().filter(source -> !has(source)).sorted().toList();
    }

    @Nullable
    Setting winner() {
        @Nullable Setting winner = null;
        for (Map.Entry<Source, Given> layer : bySource.entrySet()) {
            winner = new Setting(layer.getValue().value(), layer.getKey());
        }
        return winner;
    }

    /** Every layer that says something, the winner first. */
    List<Explanation.Layer> explained() {
        var layers = new ArrayList<Explanation.Layer>();
        bySource.forEach(
                (source, given) -> layers.addFirst(new Explanation.Layer(source, given.value(), given.place())));
        return layers;
    }
}
