package io.headwater.core.feed;

/** What a cursor hands to its reader: the whole state, or the one change that comes next. */
public sealed interface Delivery<K, V> permits Snapshot, Change {
    /** Where the reader is once it took this. */
    Revision revision();
}
