package io.headwater.client.internal.session;

import io.headwater.client.ConfigView;
import io.headwater.client.internal.cache.LastKnownGood;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Writes the last known good, a second after a change, with whatever came in that second; on a thread of its own, so that a disk that
 * hangs holds up nothing else. Called on the session's thread.
 */
public final class Keeper {
    private static final System.Logger LOG = System.getLogger(Keeper.class.getName());
    private static final Duration GATHER = Duration.ofSeconds(1);

    private final LastKnownGood file;
    private final Supplier<ConfigView> view;
    private final Schedule schedule;
    private final ThreadPoolExecutor writer;
    private boolean isDue;

    public Keeper(LastKnownGood file, Supplier<ConfigView> view, Schedule schedule, String thread) {
        this.file = file;
        this.view = view;
        this.schedule = schedule;
        this.writer = new ThreadPoolExecutor(
                0,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(1),
                task -> {
                    var made = new Thread(task, thread);
                    made.setDaemon(true);
                    return made;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    public LastKnownGood file() {
        return file;
    }

    /** The server said something new. */
    public void changed() {
        if (!isDue) {
            isDue = true;
            schedule.after(GATHER, this::write);
        }
    }

    private void write() {
        if (isDue) {
            isDue = false;
            writer.execute(this::save);
        }
    }

    private void save() {
        try {
            file.save(view.get());
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the last known good was not written: {0}", e.getMessage());
        }
    }

    /** Writes what is still to be written, and waits for that a second at most. */
    public void close() {
        write();
        writer.shutdown();
        try {
            if (!writer.awaitTermination(GATHER.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "the last known good was not written in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
