package io.headwater.client;

import io.headwater.client.internal.listen.Dispatcher;
import io.headwater.client.internal.values.SettingTable;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What to be told of, and how: {@code client.listen().prefix("logs_config").initially().batches(batch -> ...)}. Immutable; each
 * method gives a new one.
 *
 * <p>A listener is called by one thread at a time, never by a transport's, with one batch for each snapshot or update of the
 * stream that changed something it asked for. While it is busy up to {@value #CAPACITY} batches wait for it; beyond that they are
 * folded into one, key by key, so that the last value of each key is never lost and none is seen out of order. What a listener
 * throws is logged and counted, and harms nobody.
 */
public final class Listening {
    /** Batches that wait for one listener before they are folded. */
    public static final int CAPACITY = 64;

    private final Dispatcher dispatcher;
    /** Null for all. */
    private final @Nullable Predicate<String> keys;

    private final boolean initially;
    private final @Nullable Executor executor;

    Listening(Dispatcher dispatcher) {
        this(dispatcher, null, false, null);
    }

    private Listening(
            Dispatcher dispatcher, @Nullable Predicate<String> keys, boolean initially, @Nullable Executor executor) {
        this.dispatcher = dispatcher;
        this.keys = keys;
        this.initially = initially;
        this.executor = executor;
    }

    /** This key only, or in addition to the keys and sections that were named already. */
    public Listening key(String key) {
        return or(key.toLowerCase(Locale.ROOT)::equals);
    }

    /**
     * This section only, or in addition to what was named already: {@code logs_config} stands for itself and for every key that
     * begins with {@code logs_config.}. The empty prefix is everything.
     */
    public Listening prefix(String prefix) {
        return or(SettingTable.isUnder(prefix));
    }

    private Listening or(Predicate<String> more) {
        return new Listening(dispatcher, keys == null ? more : keys.or(more), initially, executor);
    }

    /** Begins with a batch of what holds already, as additions; nothing is lost or told twice between it and the next. */
    public Listening initially() {
        return new Listening(dispatcher, keys, true, executor);
    }

    /** Calls the listener there, in place of a thread of the client's own. */
    public Listening on(Executor executor) {
        return new Listening(dispatcher, keys, initially, executor);
    }

    /** Tells each change by itself, in the order of the keys within one batch. */
    public Subscription each(Consumer<? super Change> listener) {
        return batches(batch -> batch.changes().forEach(listener));
    }

    public Subscription batches(Consumer<? super ChangeBatch> listener) {
        return dispatcher.add(keys == null ? key -> true : keys, initially, executor, listener);
    }
}
