package io.headwater.core.feed;

import org.jspecify.annotations.Nullable;

/** A put or a removal of one key, at its revision. */
public abstract sealed class Change<K, V> extends Shared<Change<K, V>> implements Delivery<K, V> {
    private final Revision revision;
    private final ChangeSet set;
    private final @Nullable V before;

    private Change(Revision revision, ChangeSet set, @Nullable V before) {
        this.revision = revision;
        this.set = set;
        this.before = before;
    }

    public abstract K key();

    @Override
    public Revision revision() {
        return revision;
    }

    /** The set of changes that this one became visible with. */
    public ChangeSet set() {
        return set;
    }

    /** What the key held until now, or null when it held nothing. */
    public @Nullable V before() {
        return before;
    }

    @Override
    Change<K, V> self() {
        return this;
    }

    /** The key now holds {@link Entry#value()}. */
    public static final class Put<K, V> extends Change<K, V> {
        private final Entry<K, V> entry;

        Put(Revision revision, ChangeSet set, @Nullable V before, Entry<K, V> entry) {
            super(revision, set, before);
            this.entry = entry;
        }

        public Entry<K, V> entry() {
            return entry;
        }

        @Override
        public K key() {
            return entry.key();
        }

        @Override
        public String toString() {
            return revision() + " " + entry;
        }
    }

    /** The key now holds nothing. */
    public static final class Removal<K, V> extends Change<K, V> {
        private final K key;

        Removal(Revision revision, ChangeSet set, V before, K key) {
            super(revision, set, before);
            this.key = key;
        }

        @Override
        public K key() {
            return key;
        }

        @Override
        public String toString() {
            return revision() + " -" + key;
        }
    }
}
