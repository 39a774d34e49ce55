package io.headwater.core.fleet;

import java.util.function.Consumer;

/**
 * An open stream's claim on its session: as long as it is open, the session does not idle out, and when the session ends for
 * another reason the holder is told, once. Closing it twice is harmless.
 */
public final class Hold implements AutoCloseable {
    private final Registry registry;
    private final Session session;
    private final Consumer<? super Ending> whenEnded;

    Hold(Registry registry, Session session, Consumer<? super Ending> whenEnded) {
        this.registry = registry;
        this.session = session;
        this.whenEnded = whenEnded;
    }

    public Session session() {
        return session;
    }

    /** Lets go. It counts as a sign of life. */
    @Override
    public void close() {
        session.release(this, registry.now());
    }

    void tell(Ending ending) {
        whenEnded.accept(ending);
    }
}
