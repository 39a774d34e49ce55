package io.headwater.client.internal.session;

import io.headwater.client.ClientMetrics;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What a session counts. Written by its thread, read by any. */
public final class Counters {
    private static final int LOGGED_SKIPS = 20;
    private static final double NANOS = 1e9;

    private final AtomicLong droppedStale = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();
    private final AtomicLong registrations = new AtomicLong();
    private final AtomicLong refreshFailures = new AtomicLong();
    private volatile int lastSequence = -1;
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
        lastSequence = sequence;
        applyNanos = tookNanos;
    }

    void firstSnapshot(long afterNanos) {
        firstSnapshotNanos = Math.max(1, afterNanos);
    }

    /** Puts what was counted under its names. */
    public void into(Map<String, Double> values) {
        values.put(ClientMetrics.TIME_TO_FIRST_SNAPSHOT_SECONDS, firstSnapshotNanos / NANOS);
        values.put(ClientMetrics.RECONNECT_COUNT, (double) reconnects.get());
        values.put(ClientMetrics.LAST_SEQUENCE_ID, (double) lastSequence);
        values.put(ClientMetrics.DROPPED_STALE_UPDATES, (double) droppedStale.get());
        values.put(ClientMetrics.SESSION_REGISTRATIONS, (double) registrations.get());
        values.put(ClientMetrics.SESSION_REFRESH_FAILURES, (double) refreshFailures.get());
        values.put(ClientMetrics.APPLY_SECONDS, applyNanos / NANOS);
        values.put(ClientMetrics.SKIPPED_SETTINGS_TOTAL, (double) skipped.get());
    }

    boolean hadSnapshot() {
        return firstSnapshotNanos != 0;
    }
}
