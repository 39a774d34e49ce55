package io.headwater.client.internal.session;

import java.time.Duration;

/** Is told how a session fares, on the session's thread. */
public interface Watcher {
    /** The server granted a session. */
    void registered(String session);

    /** The first snapshot of a stream was applied. */
    void ready(String what);

    /** A try came to nothing, or a stream was lost. */
    void failed(String reason, Duration nextTry);
}
