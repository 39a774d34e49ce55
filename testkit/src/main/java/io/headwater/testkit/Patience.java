package io.headwater.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting with an end to it: what does not come in time fails the test that waits for it. */
final class Patience {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final long LOOK_EVERY_NANOS = 5_000_000;

    private Patience() {}

    /**
     * Returns when the condition holds.
     *
     * @param failure what there is in place of what was awaited, and what that was
     * @throws AssertionError with the failure, when the time is up or the thread is interrupted
     */
    static void until(BooleanSupplier condition, Supplier<String> failure) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(failure.get() + " within " + LIMIT.toSeconds() + " s");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError(failure.get() + "; interrupted");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }
}
