package io.headwater.core.feed;

import org.jspecify.annotations.Nullable;

/**
 * One reader's place in a feed: a revision, and nothing else. Costs a few words however far behind its reader is.
 *
 * <p>The reader asks for {@link #next()}, gives it to its transport, and says {@link #took} when the transport accepted it;
 * until then the cursor stays where it is. Belongs to one thread at a time, but any thread may look where it is; needs no
 * closing.
 */
public final class Cursor<K extends Comparable<K>, V> {
    private static final long BEFORE_ANYTHING = -1;

    private final Feed<K, V> feed;
    private volatile long at;

    Cursor(Feed<K, V> feed) {
        this.feed = feed;
        this.at = BEFORE_ANYTHING;
    }

    Cursor(Feed<K, V> feed, Revision from) {
        this.feed = feed;
        this.at = from.value();
    }

    /**
     * What comes next, or null when the reader is up to date: a snapshot first; then the change after the last one taken; or
     * a fresh snapshot, when that change is no longer kept or when the reader is so far behind that a snapshot is the
     * smaller message.
     */
    public @Nullable Delivery<K, V> next() {
        var head = feed.head();
        long behind = head.revision().value() - at;
        if (behind == 0) {
            return null;
        }
        if (at == BEFORE_ANYTHING || behind < 0 || behind > feed.worthCatchingUp(head)) {
            return head;
        }
        var change = feed.backlog().at(at + 1);
        return change != null ? change : head;
    }

    /** Moves behind what the transport accepted. */
    public void took(Delivery<K, V> delivery) {
        at = delivery.revision().value();
    }

    /** Whether nothing was taken yet, so that a snapshot comes first. */
    public boolean isFresh() {
        return at == BEFORE_ANYTHING;
    }

    /** The last revision taken; {@link Revision#NONE} when nothing was. */
    public Revision at() {
        return isFresh() ? Revision.NONE : new Revision(at);
    }

    /** How many changes the feed is ahead of the reader. */
    public long lag() {
        return feed.head().revision().value() - Math.max(at, 0);
    }
}
