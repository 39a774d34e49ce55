package io.headwater.core.feed;

/** A key and the value it holds, as one revision put it there. */
public final class Entry<K, V> extends Shared<Entry<K, V>> {
    private final K key;
    private final V value;

    Entry(K key, V value) {
        this.key = key;
        this.value = value;
    }

    public K key() {
        return key;
    }

    public V value() {
        return value;
    }

    @Override
    Entry<K, V> self() {
        return this;
    }

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
