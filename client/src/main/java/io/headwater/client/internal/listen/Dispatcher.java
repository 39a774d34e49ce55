package io.headwater.client.internal.listen;

import io.headwater.client.ChangeBatch;
import io.headwater.client.ConfigView;
import io.headwater.client.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hands batches to listeners, each at its own pace. Safe from any thread; batches are told in the order in which
 * {@link #publish} was called, so one thread should do that.
 */
public final class Dispatcher implements AutoCloseable {
    private static final long IDLE_SECONDS = 2;

    /** Unused, and without a thread, when the listeners are called elsewhere. */
    private final ThreadPoolExecutor threads;

    private final Executor executor;
    private final List<Told> listeners = new CopyOnWriteArrayList<>();
    private final Told.Counts counts = new Told.Counts(new LongAdder(), new LongAdder());

    /** Makes a batch and an addition one after the other; never held while a listener or an executor is called. */
    private final Object order = new Object();

    private @Nullable ConfigView newest;
    private boolean isClosed;

    /**
     * Begins with nobody to tell.
     *
     * @param name what the threads are called after
     * @param executor where listeners are called; null for daemon threads of the dispatcher's own, as many as listeners are at
     *     work at once, which end when they are idle
     */
    public Dispatcher(String name, @Nullable Executor executor) {
        this.threads = threads(name);
        this.executor = executor == null ? threads : executor;
    }

    private static ThreadPoolExecutor threads(String name) {
        var number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    var thread = new Thread(task, name + "-listener-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Has a listener told.
     *
     * @param initially whether to begin with what holds already; nothing is lost or told twice between that and the next batch
     * @param executor where it is called; null for the dispatcher's own
     */
    public Subscription add(
            Predicate<String> keys,
            boolean initially,
            @Nullable Executor executor,
            Consumer<? super ChangeBatch> listener) {
        var told = new Told(keys, executor == null ? this.executor : executor, listener, counts, listeners::remove);
        synchronized (order) {
            if (isClosed) {
                return () -> {};
            }
            listeners.add(told);
            if (initially && newest != null) {
                told.offerAll(newest);
            }
        }
        told.wake();
        return told;
    }

    /**
     * Tells everyone whom it concerns. Returns at once, whatever the listeners do. A batch without changes tells nobody; its view
     * is where the next listener begins.
     */
    public void publish(ChangeBatch batch) {
        synchronized (order) {
            newest = batch.view();
            if (batch.changes().isEmpty()) {
                return;
            }
            listeners.forEach(told -> told.offer(batch));
        }
        listeners.forEach(Told::wake);
    }

    /** Where listeners are called that were not given an executor of their own. */
    public Executor executor() {
        return executor;
    }

    /** How often a listener threw, or an executor took no task. */
    public long errors() {
        return counts.errors().sum();
    }

    /** The batches that were folded into one that waited already, because a listener was slow. */
    public long folded() {
        return counts.folded().sum();
    }

    /** How many batches wait for the slowest listener. */
    public int depth() {
        return listeners.stream().mapToInt(Told::depth).max().orElse(0);
    }

    /** Tells nobody any more, but for the calls that are under way. */
    @Override
    public void close() {
        synchronized (order) {
            isClosed = true;
        }
        listeners.forEach(Told::close);
        threads.shutdown();
    }
}
