package io.headwater.client.internal.session;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a session counts. Written by its thread, read by any. */
public final class Counters {
    private static final int LOGGED_SKIPS = 20;

    private final AtomicLong droppedStale = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();
    private final AtomicLong registrations = new AtomicLong();
    private final AtomicLong refreshFailures = new AtomicLong();
    private final AtomicInteger lastSequence = new AtomicInteger(-1);
    private volatile long firstSnapshotNanos;
    private volatile long applyNanos;

    void droppedStale() {
        droppedStale.incrementAndGet();
    }

    /** Counts a setting that was skipped, and says whether that is worth a line: the first of them are. */
    boolean skipped() {
        return skipped.incrementAndGet() <= LOGGED_SKIPS;
    }

    void reconnect() {
        reconnects.incrementAndGet();
    }

    void registered() {
        registrations.incrementAndGet();
    }

    void refreshFailed() {
        refreshFailures.incrementAndGet();
    }

    void applied(int sequence, long tookNanos) {
        lastSequence.set(sequence);
        applyNanos = tookNanos;
    }

    void firstSnapshot(long afterNanos) {
        firstSnapshotNanos = afterNanos;
    }

    public long droppedStaleCount() {
        return droppedStale.get();
    }

    public long skippedCount() {
        return skipped.get();
    }

    public long reconnectCount() {
        return reconnects.get();
    }

    public long registrationCount() {
        return registrations.get();
    }

    public long refreshFailureCount() {
        return refreshFailures.get();
    }

    /** The number of the last message that was applied; -1 before the first. */
    public int lastSequence() {
        return lastSequence.get();
    }

    /** From the start to the first snapshot; 0 before it. */
    public long firstSnapshotNanos() {
        return firstSnapshotNanos;
    }

    /** How long the last message took to be applied. */
    public long applyNanos() {
        return applyNanos;
    }
}
