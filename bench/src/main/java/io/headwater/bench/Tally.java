package io.headwater.bench;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What arrived, since {@link #start}. Belongs to the load's event loop. */
final class Tally {
    private int first;
    private long expected;
    private long deliveries;
    private long snapshots;
    private long late;
    private long gaps;
    private int latencyCount;
    private long[] latencies = new long[1 << 16];
    /** By update: when it was sent, and how long it took to reach the last subscriber so far. */
    private long[] slowest = new long[64];

    private int updates;
    private @Nullable CompletableFuture<@Nullable Void> arrived;

    /** Forgets what was; counts from the update of this ordinal. */
    void start(int ordinal) {
        first = ordinal;
        deliveries = 0;
        snapshots = 0;
        late = 0;
        gaps = 0;
        latencyCount = 0;
        updates = 0;
        Arrays.fill(slowest, 0);
    }

    /** Done when this many deliveries have been counted. */
    CompletableFuture<@Nullable Void> await(long deliveries) {
        var all = new CompletableFuture<@Nullable Void>();
        arrived = all;
        expected = deliveries;
        completeWhenArrived();
        return all;
    }

    void delivered(EventReader update) {
        int index = update.ordinal - first;
        if (index < 0) {
            late++;
            return;
        }
        long latency = System.nanoTime() - update.sentNanos;
        if (latencyCount == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * latencyCount);
        }
        latencies[latencyCount++] = latency;
        if (index >= slowest.length) {
            slowest = Arrays.copyOf(slowest, 2 * index);
        }
        slowest[index] = Math.max(slowest[index], latency);
        updates = Math.max(updates, index + 1);
        deliveries++;
        completeWhenArrived();
    }

    void snapshot() {
        snapshots++;
    }

    /** A message whose sequence does not follow the one before it. */
    void gap() {
        gaps++;
    }

    String summary() {
        Arrays.sort(latencies, 0, latencyCount);
        Arrays.sort(slowest, 0, updates);
        return "deliveries=%d late=%d snapshots=%d gaps=%d p50=%d p99=%d last50=%d last99=%d"
                .formatted(
                        deliveries,
                        late,
                        snapshots,
                        gaps,
                        micros(latencies, latencyCount, 50),
                        micros(latencies, latencyCount, 99),
                        micros(slowest, updates, 50),
                        micros(slowest, updates, 99));
    }

    private void completeWhenArrived() {
        if (arrived != null && deliveries >= expected) {
            arrived.complete(null);
            arrived = null;
        }
    }

    private static long micros(long[] sorted, int count, int percent) {
        return count == 0 ? 0 : sorted[(int) ((count - 1L) * percent / 100)] / 1_000;
    }
}
