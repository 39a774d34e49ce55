package io.headwater.server.telemetry;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets a bounded number of lines of one kind through each second, so that no peer can fill a disk. Safe from any thread.
 *
 * <pre>{@code
 * limit.run(suppressed -> log.atWarn().addKeyValue("suppressed", suppressed).log("…"));
 * }</pre>
 */
public final class LogLimit {
    private static final long WINDOW_NANOS = 1_000_000_000L;

    private final LongSupplier nanos;
    private final int perSecond;
    private final AtomicLong suppressed = new AtomicLong();
    private long windowStart;
    private int used;

    public LogLimit(LongSupplier nanos, int perSecond) {
        this.nanos = nanos;
        this.perSecond = perSecond;
        this.windowStart = nanos.getAsLong();
    }

    /** Runs {@code line} with the number of lines left out since the last one, or counts it as left out. */
    public void run(Line line) {
        if (allows()) {
            line.log(suppressed.getAndSet(0));
        } else {
            suppressed.incrementAndGet();
        }
    }

    private synchronized boolean allows() {
        long now = nanos.getAsLong();
        if (now - windowStart >= WINDOW_NANOS) {
            windowStart = now;
            used = 0;
        }
        return used++ < perSecond;
    }

    @FunctionalInterface
    public interface Line {
        void log(long suppressed);
    }
}
