package io.headwater.client.internal.listen;

import io.headwater.client.ChangeBatch;
import io.headwater.client.Subscription;
import io.headwater.client.internal.Pending;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Hands batches to listeners, each at its own pace. */
public final class Dispatcher implements AutoCloseable {
    /**
     * Has a listener told.
     *
     * @param executor where it is called; null for the dispatcher's own
     */
    public Subscription add(
            Predicate<String> keys,
            boolean initially,
            @Nullable Executor executor,
            Consumer<? super ChangeBatch> listener) {
        return Pending.yet(keys, initially, executor, listener);
    }

    /** Tells everyone. Returns at once, whatever the listeners do. */
    public void publish(ChangeBatch batch) {
        Object unused = Pending.yet(batch);
    }

    @Override
    public void close() {
        Object unused = Pending.yet();
    }
}
