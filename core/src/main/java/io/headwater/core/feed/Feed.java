package io.headwater.core.feed;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Sequenced, keyed state: one writer at a time, any number of readers, each with a {@link Cursor}.
 *
 * <p>Safe from any thread. Readers take no lock, and a writer never waits for a reader. Memory is the state plus a backlog
 * bounded by {@link Builder#backlog}, whatever the readers do.
 */
public final class Feed<K extends Comparable<K>, V> {
    /*
     * The head is a snapshot: an immutable state with its revision. A write makes the new states off to the side, appends
     * its changes to the backlog and then swaps the head once, so all changes of a set become visible at the same instant,
     * and a snapshot can only ever be the state between two sets. A reader compares its own revision with the head's: equal
     * means up to date; behind means that the change after its own is in the backlog or, when it is not, that the head itself
     * is what to send. Nothing is queued for anybody, so there is nothing that could overflow, be dropped, or be forgotten.
     *
     * Order of locks: writing, then nothing. Watchers run outside it: they are only told that the head moved, so it does not
     * matter when two writers' calls arrive in turn.
     */

    /** Up to this many changes are always sent singly, even where a snapshot of the few keys there are would be smaller. */
    private static final int ALWAYS_CATCH_UP = 64;

    private final Clock clock;
    private final Backlog<K, V> backlog;
    private final ReentrantLock writing = new ReentrantLock();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private volatile Snapshot<K, V> head;

    private Feed(Builder builder, Weigher<K, V> weigher) {
        this.clock = builder.clock;
        this.head = new Snapshot<>(builder.start, State.<K, V>empty());
        this.backlog = new Backlog<>(builder.limits, weigher, builder.start);
    }

    /** Starts a feed whose change sets are dated by {@code clock}. */
    public static Builder builder(Clock clock) {
        return new Builder(clock);
    }

    /** The state now. Costs a field read. */
    public Snapshot<K, V> head() {
        return head;
    }

    /** A reader's place before everything: it begins with a snapshot. */
    public Cursor<K, V> cursor() {
        return new Cursor<>(this);
    }

    /** A reader's place just after {@code from}: it begins with the next change or, if that is no longer kept, with a snapshot. */
    public Cursor<K, V> cursor(Revision from) {
        return new Cursor<>(this, from);
    }

    /**
     * Makes changes that become visible together, and tells every watcher once.
     *
     * <p>{@code changes} runs while no other writer can; if it throws, nothing happened. A put of the value that is already
     * there is a change like any other: whether it is news is the writer's to know.
     *
     * @return the head after the changes; the same as before when there were none
     */
    public Snapshot<K, V> write(String author, String reason, Consumer<? super Draft<K, V>> changes) {
        Snapshot<K, V> written;
        writing.lock();
        try {
            var draft = new Draft<>(head, new ChangeSet(author, clock.instant(), reason));
            changes.accept(draft);
            if (draft.changes().isEmpty()) {
                return head;
            }
            draft.changes().forEach(backlog::append);
            written = draft.result();
            head = written;
        } finally {
            writing.unlock();
        }
        watchers.forEach(Runnable::run);
        return written;
    }

    /**
     * Has {@code watcher} run on the writer's thread after every write. It must return at once: wake whoever reads, and let
     * them read.
     *
     * @return what ends it
     */
    public Subscription watch(Runnable watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** About how many bytes the backlog keeps alive. */
    public long backlogBytes() {
        writing.lock();
        try {
            return backlog.bytes();
        } finally {
            writing.unlock();
        }
    }

    Backlog<K, V> backlog() {
        return backlog;
    }

    /** How many changes behind a reader may be before the snapshot is the smaller message. */
    long worthCatchingUp(Snapshot<K, V> head) {
        return Math.max(head.size(), ALWAYS_CATCH_UP);
    }

    /** Ends what it was given for. Closing it twice is harmless. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Puts a feed together. Unless told otherwise it starts at {@link Revision#NONE} with a backlog of 4,096 changes and 16 MiB. */
    public static final class Builder {
        private final Clock clock;
        private Revision start = Revision.NONE;
        private Backlog.Limits limits = new Backlog.Limits(4_096, 16L << 20);

        private Builder(Clock clock) {
            this.clock = clock;
        }

        /** The revision before the first change, for a feed that goes on from a store. */
        public Builder startAt(Revision revision) {
            this.start = revision;
            return this;
        }

        /**
         * The most that is kept for readers that are behind.
         *
         * @param changes at least 1
         * @param bytes at least 0, as the weigher counts
         */
        public Builder backlog(int changes, long bytes) {
            this.limits = new Backlog.Limits(changes, bytes);
            return this;
        }

        public <K extends Comparable<K>, V> Feed<K, V> build(Weigher<K, V> weigher) {
            return new Feed<>(this, weigher);
        }
    }
}
