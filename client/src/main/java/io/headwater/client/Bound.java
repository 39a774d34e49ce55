package io.headwater.client;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * A record that follows the settings under a prefix. It is rebuilt as a whole when one of them changes and replaced in one step;
 * when the new settings do not fit, the last good record stays and {@link #problem} says why. Safe from any thread.
 */
public interface Bound<R extends Record> extends AutoCloseable {
    /** The record as it holds; costs one volatile read. */
    R get();

    /** Why the newest settings were not taken, or empty when they were. */
    Optional<String> problem();

    /** Has the listener told of every new record, on a thread of the client's own. */
    Subscription onChange(Consumer<? super R> listener);

    /** The record stays as it is from now on. */
    @Override
    void close();
}
