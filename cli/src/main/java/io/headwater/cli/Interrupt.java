package io.headwater.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a verb that runs until Ctrl-C end in its own words: the thread that made it is interrupted, and the process ends
 * with the code which that verb gives.
 */
public final class Interrupt implements AutoCloseable {
    private static final Duration TO_END = Duration.ofSeconds(3);
    /** What a shell reports of a process that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook;
    private volatile int exit = INTERRUPTED;

    public Interrupt() {
        this(TO_END);
    }

    /**
     * For a verb that has something to bring to its end.
     *
     * @param toEnd how long it may take
     */
    public Interrupt(Duration toEnd) {
        var verb = Thread.currentThread();
        hook = Thread.ofPlatform().name("interrupt").unstarted(() -> end(verb, toEnd));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void end(Thread verb, Duration toEnd) {
        verb.interrupt();
        try {
            if (ended.await(toEnd.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().halt(exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The code to end with, should the process be ending. */
    public int ending(int code) {
        exit = code;
        return code;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            ended.countDown();
        }
    }
}
