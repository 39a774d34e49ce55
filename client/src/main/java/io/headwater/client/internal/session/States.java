package io.headwater.client.internal.session;

import io.headwater.client.ClientState;
import io.headwater.client.ClientState.Phase;
import io.headwater.client.Subscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The state a client is in, those who wait for it, and those who are told of it. Safe from any thread. */
public final class States {
    private static final System.Logger LOG = System.getLogger(States.class.getName());
    /** States that wait for one listener; past that it misses the oldest of them, never the newest. */
    private static final int CAPACITY = 64;

    private final InstantSource clock;
    private final Executor executor;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final List<Told> listeners = new CopyOnWriteArrayList<>();
    private final Object order = new Object();
    private volatile boolean wasReadable;
    private volatile ClientState state;

    public States(InstantSource clock, Executor executor, String reason) {
        this.clock = clock;
        this.executor = executor;
        this.state = new ClientState(Phase.INITIALIZING, clock.instant(), reason);
    }

    public ClientState now() {
        return state;
    }

    /** Whether there ever were settings of a server, or in place of them. */
    public boolean wasReadable() {
        return wasReadable;
    }

    /** Goes on to another phase; stays in the one it is in, and in {@link Phase#CLOSED} for good. Says whether it went. */
    public boolean move(Phase phase, String reason) {
        synchronized (order) {
            if (state.phase() == Phase.CLOSED || state.phase() == phase) {
                return false;
            }
            state = new ClientState(phase, clock.instant(), reason);
            wasReadable |= phase != Phase.CLOSED;
            listeners.forEach(told -> told.offer(state));
        }
        begun.countDown();
        listeners.forEach(Told::wake);
        return true;
    }

    /** Waits for the first move. Says whether there was one. */
    public boolean await(Duration atMost) throws InterruptedException {
        return begun.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Has a listener told of the state now and of each that follows, one at a time. */
    public Subscription tell(Consumer<? super ClientState> listener) {
        var told = new Told(listener);
        synchronized (order) {
            told.offer(state);
            listeners.add(told);
        }
        told.wake();
        return told;
    }

    /** One listener with what waits for it; guarded by itself, and by nothing while the listener is called. */
    private final class Told implements Subscription {
        private final Consumer<? super ClientState> listener;
        private final Deque<ClientState> waiting = new ArrayDeque<>();
        private boolean isScheduled;
        private boolean isClosed;

        Told(Consumer<? super ClientState> listener) {
            this.listener = listener;
        }

        synchronized void offer(ClientState next) {
            if (isClosed) {
                return;
            }
            if (waiting.size() == CAPACITY) {
                waiting.remove();
            }
            waiting.add(next);
        }

        void wake() {
            synchronized (this) {
                if (isScheduled || waiting.isEmpty()) {
                    return;
                }
                isScheduled = true;
            }
            try {
                executor.execute(this::run);
            } catch (RuntimeException rejected) {
                LOG.log(System.Logger.Level.WARNING, "a state listener's executor took no task", rejected);
                synchronized (this) {
                    isScheduled = false;
                }
            }
        }

        private void run() {
            for (var next = next(); next != null; next = next()) {
                try {
                    listener.accept(next);
                } catch (RuntimeException | Error e) {
                    LOG.log(System.Logger.Level.WARNING, "a state listener failed", e);
                }
            }
        }

        private synchronized @Nullable ClientState next() {
            var next = waiting.poll();
            isScheduled = next != null;
            return next;
        }

        @Override
        public void close() {
            synchronized (this) {
                isClosed = true;
                waiting.clear();
            }
            listeners.remove(this);
        }
    }
}
