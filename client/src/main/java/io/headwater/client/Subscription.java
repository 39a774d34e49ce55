package io.headwater.client;

/** Something that was asked to be told of, until it is closed. Closing is safe from any thread, and twice is harmless. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Nothing is told any more once this returns, but for a call that is already under way on another thread. */
    @Override
    void close();
}
