package io.headwater.core.feed;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The recent changes of a feed, once for all its readers: at most so many, and at most so many bytes of them. One thread
 * appends; any thread reads without a lock.
 */
final class Backlog<K, V> {
    /*
     * A ring, with each change in the slot of its revision. A reader holds a number, never a change, so a reader that
     * stopped reading keeps nothing alive: when it returns, the slot of its next revision is empty or holds a later change,
     * and that is how it learns that it fell out. The appender may overwrite a slot at any moment for the same reason: what
     * a reader finds there says itself which revision it is.
     */
    private final AtomicReferenceArray<@Nullable Change<K, V>> slots;

    private final long maxBytes;
    private final Weigher<K, V> weigher;
    private long bytes;
    private long oldest;

    Backlog(Limits limits, Weigher<K, V> weigher, Revision start) {
        this.slots = new AtomicReferenceArray<>(limits.changes());
        this.maxBytes = limits.bytes();
        this.weigher = weigher;
        this.oldest = start.value() + 1;
    }

    void append(Change<K, V> change) {
        if (change.revision().value() - oldest >= slots.length()) {
            dropOldest();
        }
        bytes += weigher.weigh(change);
        slots.set(slotOf(change.revision().value()), change);
        while (bytes > maxBytes && oldest <= change.revision().value()) {
            dropOldest();
        }
    }

    /** The change that has this revision, or null when it is no longer kept. */
    @Nullable
    Change<K, V> at(long revision) {
        var change = slots.get(slotOf(revision));
        return change != null && change.revision().value() == revision ? change : null;
    }

    long bytes() {
        return bytes;
    }

    private void dropOldest() {
        var change = slots.getAndSet(slotOf(oldest), null);
        oldest++;
        if (change != null) {
            bytes -= weigher.weigh(change);
        }
    }

    private int slotOf(long revision) {
        return (int) (revision % slots.length());
    }

    /**
     * How much a backlog keeps.
     *
     * @param changes the most changes, at least 1
     * @param bytes the most bytes of them as the feed's {@link Weigher} counts, at least 0
     */
    record Limits(int changes, long bytes) {
        Limits {
            if (changes < 1) {
                throw new IllegalArgumentException("changes: " + changes + " (expected: >= 1)");
            }
            if (bytes < 0) {
                throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
            }
        }
    }
}
