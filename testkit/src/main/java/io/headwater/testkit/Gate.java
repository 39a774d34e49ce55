package io.headwater.testkit;

import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What a {@link Link} lets through, and when. Safe from any thread. */
final class Gate {
    private static final int ALL = Integer.MAX_VALUE;
    private static final long NEVER = Long.MAX_VALUE;

    private final ReentrantLock lock = new ReentrantLock();
    /** Signaled when a fault begins or ends, and when connections do. */
    private final Condition changed = lock.newCondition();

    private boolean frozen;
    private long delayNanos;
    private int pieceBytes = ALL;
    private boolean halving;
    private long bytesToCut = NEVER;
    /** Between the last bytes before a cut and the cut itself nothing else passes. */
    private boolean cutting;

    /** How many bytes may pass now, and whether the link is cut after them. */
    record Passage(int bytes, boolean thenCut) {}

    void freeze(boolean on) {
        change(() -> frozen = on);
    }

    void delay(long nanos) {
        change(() -> delayNanos = nanos);
    }

    void split(int bytes) {
        change(() -> pieceBytes = bytes);
    }

    void halve() {
        change(() -> halving = true);
    }

    void cutAfter(long bytes) {
        change(() -> bytesToCut = bytes);
    }

    void heal() {
        change(() -> {
            frozen = false;
            delayNanos = 0;
            pieceBytes = ALL;
            halving = false;
            bytesToCut = NEVER;
        });
    }

    /** The cut that was due has been made. */
    void wasCut() {
        change(() -> cutting = false);
    }

    /** Has whoever waits look again whether its connection is still there. */
    void wake() {
        change(() -> {});
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns when something that came just now may go on: after the delay, and not while the link is frozen.
     *
     * @throws SocketException when the connection is gone before that
     */
    void hold(BooleanSupplier connected) throws SocketException, InterruptedException {
        long came = System.nanoTime();
        lock.lock();
        try {
            while (connected.getAsBoolean()) {
                long wait = delayNanos - (System.nanoTime() - came);
                if (frozen) {
                    changed.await();
                } else if (wait > 0) {
                    var _ = changed.await(wait, TimeUnit.NANOSECONDS);
                } else {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
        throw new SocketException("the link was cut");
    }

    /**
     * How much of so many bytes that have been held may be handed on in one piece. A cut that is due is due once; whoever is told of it
     * makes it and says so by {@link #wasCut}, and all others wait for that.
     *
     * @throws SocketException when the connection is gone
     */
    Passage passage(int bytes, BooleanSupplier connected) throws SocketException {
        lock.lock();
        try {
            while (cutting) {
                changed.awaitUninterruptibly();
            }
            if (!connected.getAsBoolean()) {
                throw new SocketException("the link was cut");
            }
            int half = halving ? bytes / 2 : bytes;
            int piece = (int) Math.min(Math.min(half, pieceBytes), bytesToCut);
            if (bytesToCut != NEVER) {
                bytesToCut -= piece;
            }
            boolean cut = halving || bytesToCut == 0;
            if (cut) {
                cutting = true;
                halving = false;
                bytesToCut = NEVER;
            }
            return new Passage(piece, cut);
        } finally {
            lock.unlock();
        }
    }
}
