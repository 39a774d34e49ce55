package io.headwater.client.internal.session;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** A schedule on a daemon thread of its own. What comes in after the closing is dropped. */
public final class OwnThread implements Schedule, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OwnThread.class.getName());

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    public OwnThread(String name) {
        executor = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    var made = new Thread(task, name);
                    made.setDaemon(true);
                    thread = made;
                    return made;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(shielded(task));
    }

    @Override
    public Task after(Duration delay, Runnable task) {
        var future = executor.schedule(shielded(task), delay.toNanos(), NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    public boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    private static Runnable shielded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a task failed", e);
            }
        };
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
