package io.headwater.client.internal.listen;

import io.headwater.client.Change;
import io.headwater.client.ChangeBatch;
import io.headwater.client.ConfigView;
import io.headwater.client.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One listener with what waits for it. At most one task of it is with its executor, so it is called by one thread at a time. */
final class Told implements Subscription {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());

    private final Predicate<String> keys;
    private final Executor executor;
    private final Consumer<? super ChangeBatch> listener;
    private final Counts counts;
    private final Consumer<Told> onClose;

    /** Guards what follows. It is never held while the listener or the executor is called. */
    private final Object lock = new Object();

    private final Inbox inbox = new Inbox();
    private boolean isScheduled;
    private boolean isClosed;
    private long failures;

    /** What all listeners of a dispatcher add to. */
    record Counts(LongAdder errors, LongAdder folded) {}

    Told(
            Predicate<String> keys,
            Executor executor,
            Consumer<? super ChangeBatch> listener,
            Counts counts,
            Consumer<Told> onClose) {
        this.keys = keys;
        this.executor = executor;
        this.listener = listener;
        this.counts = counts;
        this.onClose = onClose;
    }

    /** Takes what concerns this listener. To be called in the order of the batches. */
    void offer(ChangeBatch batch) {
        var mine = batch.changes().stream()
                .filter(change -> keys.test(change.key()))
                .toList();
        if (!mine.isEmpty()) {
            accept(mine.size() == batch.changes().size() ? batch : new ChangeBatch(mine, batch.view()));
        }
    }

    /** Takes what holds already, as additions. */
    void offerAll(ConfigView view) {
        var additions = view.settings().stream()
                .map(setting -> new Change(setting.key(), null, setting))
                .toList();
        offer(new ChangeBatch(additions, view));
    }

    private void accept(ChangeBatch batch) {
        synchronized (lock) {
            if (!isClosed && inbox.add(batch)) {
                counts.folded().increment();
            }
        }
    }

    /** Sees to it that what waits is told. Calls the executor, so no lock may be held. */
    void wake() {
        synchronized (lock) {
            if (isScheduled || inbox.depth() == 0) {
                return;
            }
            isScheduled = true;
        }
        boolean accepted = false;
        try {
            executor.execute(this::tell);
            accepted = true;
        } catch (RuntimeException rejected) {
            failed("listener's executor took no task; it is asked again with the next change", rejected);
        } finally {
            if (!accepted) {
                idle();
            }
        }
    }

    private void tell() {
        boolean done = false;
        try {
            for (var batch = next(); batch != null; batch = next()) {
                call(batch);
            }
            done = true;
        } finally {
            if (!done) {
                idle();
            }
        }
    }

    /** The next batch; without one, the task is over, which must be one step with having seen that nothing waits. */
    private @Nullable ChangeBatch next() {
        synchronized (lock) {
            var batch = inbox.poll();
            isScheduled = batch != null;
            return batch;
        }
    }

    private void idle() {
        synchronized (lock) {
            isScheduled = false;
        }
    }

    private void call(ChangeBatch batch) {
        try {
            listener.accept(batch);
        } catch (Throwable thrown) {
            if (thrown instanceof VirtualMachineError fatal && !(thrown instanceof StackOverflowError)) {
                throw fatal;
            }
            failed("listener failed", thrown);
        }
    }

    /** Logged when the count of failures is a power of two: the first at once, then ever less often. */
    private void failed(String what, Throwable thrown) {
        counts.errors().increment();
        long count;
        synchronized (lock) {
            count = ++failures;
        }
        if (Long.bitCount(count) == 1) {
            LOG.log(
                    Level.WARNING,
                    what + " (" + count + " so far): " + listener.getClass().getName(),
                    thrown);
        }
    }

    int depth() {
        synchronized (lock) {
            return inbox.depth();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            isClosed = true;
            inbox.clear();
        }
        onClose.accept(this);
    }
}
