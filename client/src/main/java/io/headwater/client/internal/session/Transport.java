package io.headwater.client.internal.session;

import io.headwater.wire.model.v1.ConfigEvent;
import java.io.IOException;
import java.time.Duration;

/**
 * The way to the server as the session sees it. No method waits for the network. What comes back comes on any thread, and once a
 * link is closed it may come or not.
 */
public interface Transport {
    /**
     * A new link; the network is first touched by the first call on it.
     *
     * @throws IOException when what has to be there on this side is not, such as credentials
     */
    Link connect() throws IOException;

    /** One connection. */
    interface Link {
        void register(Reply<Granted> reply);

        /** Keeps a session; the answer is that very one. */
        void refresh(Granted session, Reply<Granted> reply);

        /** Opens the link's one stream. A few events are sent unasked, then one for each asking. */
        void follow(Granted session, Events events);

        /** Asks for one more event. */
        void more();

        /** Says that the process stops. Ends within a second, whatever the server does. */
        void end(Granted session, Runnable done);

        void close();
    }

    /**
     * A session that the server granted.
     *
     * @param refreshEvery how often the server wants to hear of it; zero when it did not say
     */
    record Granted(String session, Duration refreshEvery) {
        /** An identifier is a secret between two. */
        @Override
        public String toString() {
            return "a session refreshed every " + refreshEvery;
        }
    }

    /** What one call came to: one method is called, once. */
    interface Reply<T> {
        void granted(T answer);

        void failed(Failure failure);
    }

    /** What a stream brings. The end comes once; that of a clean end is a failure too. */
    interface Events {
        void event(ConfigEvent event);

        void ended(Failure failure);
    }
}
