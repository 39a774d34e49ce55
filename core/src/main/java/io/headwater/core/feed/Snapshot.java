package io.headwater.core.feed;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a feed at a revision. Immutable; costs nothing to take, and its bytes are made at most once however
 * many readers send it.
 */
public final class Snapshot<K extends Comparable<K>, V> extends Shared<Snapshot<K, V>> implements Delivery<K, V> {
    private final Revision revision;
    private final State<K, V> state;

    Snapshot(Revision revision, State<K, V> state) {
        this.revision = revision;
        this.state = state;
    }

    @Override
    public Revision revision() {
        return revision;
    }

    /** The number of keys. */
    public int size() {
        return state.size();
    }

    /** What the key holds, or null. */
    public @Nullable V get(K key) {
        var entry = state.get(key);
        return entry == null ? null : entry.value();
    }

    /** Visits every entry in the order of the keys. */
    public void forEach(Consumer<? super Entry<K, V>> action) {
        state.forEach(action);
    }

    State<K, V> state() {
        return state;
    }

    @Override
    Snapshot<K, V> self() {
        return this;
    }

    @Override
    public String toString() {
        return revision + " snapshot of " + size();
    }
}
