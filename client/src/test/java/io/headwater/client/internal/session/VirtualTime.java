package io.headwater.client.internal.session;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A schedule that runs on the calling thread, and a clock that stands still between its tasks. */
final class VirtualTime implements Schedule {
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long now;
    private long orders;

    private record Due(long at, long order, Runnable task) {}

    @Override
    public void execute(Runnable task) {
        var _ = after(Duration.ZERO, task);
    }

    @Override
    public Task after(Duration delay, Runnable task) {
        var added = new Due(now + delay.toNanos(), orders++, task);
        due.add(added);
        return () -> due.remove(added);
    }

    @Override
    public long nanos() {
        return now;
    }

    Duration now() {
        return Duration.ofNanos(now);
    }

    /** Does all that falls due in this time. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        while (!due.isEmpty() && due.element().at() <= end) {
            var next = due.remove();
            now = next.at();
            next.task().run();
        }
        now = end;
    }

    /** How many tasks are due at some time. */
    int waiting() {
        return due.size();
    }
}
