package io.headwater.core.feed;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The changes of one set while they are being made. Valid only inside the {@link Feed#write} that gave it. */
public final class Draft<K extends Comparable<K>, V> {
    private final ChangeSet set;
    private final List<Change<K, V>> changes = new ArrayList<>();
    private State<K, V> state;
    private Revision revision;

    Draft(Snapshot<K, V> head, ChangeSet set) {
        this.set = set;
        this.state = head.state();
        this.revision = head.revision();
    }

    /** What the key holds, the changes so far included; null for nothing. */
    public @Nullable V get(K key) {
        var entry = state.get(key);
        return entry == null ? null : entry.value();
    }

    public void put(K key, V value) {
        var entry = new Entry<>(key, value);
        var before = get(key);
        revision = revision.next();
        changes.add(new Change.Put<>(revision, set, before, entry));
        state = state.with(entry);
    }

    /** Removes the key; does nothing when it holds nothing. */
    public void remove(K key) {
        var before = get(key);
        if (before == null) {
            return;
        }
        revision = revision.next();
        changes.add(new Change.Removal<>(revision, set, before, key));
        state = state.without(key);
    }

    List<Change<K, V>> changes() {
        return changes;
    }

    Snapshot<K, V> result() {
        return new Snapshot<>(revision, state);
    }
}
