package io.headwater.core.feed;

/** Says about how many bytes a change keeps alive while it is in the backlog, its wire bytes included. Always the same for the same change. */
@FunctionalInterface
public interface Weigher<K, V> {
    int weigh(Change<K, V> change);
}
