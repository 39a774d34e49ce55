package io.headwater.client;

import java.time.Instant;

/**
 * How a client is. Immutable.
 *
 * @param phase the state itself
 * @param since when it was entered
 * @param reason why, in words for a person; never a value of a setting
 */
public record ClientState(Phase phase, Instant since, String reason) {
    /** The states. Every order of them is possible but for {@link #CLOSED}, which is the last. */
    public enum Phase {
        /** There is nothing to read yet. */
        INITIALIZING,
        /** A snapshot of this stream was applied, and the stream is open. */
        READY,
        /** The values came from the server, but the stream is lost; it is being opened again. */
        STALE,
        /** The values are this machine's own, a last known good or local defaults; a server is being looked for. */
        CACHED,
        /** Closed, or switched off by the environment; what was there can still be read. */
        CLOSED
    }

    /** Whether there are settings to read. */
    public boolean isReadable() {
        return phase != Phase.INITIALIZING;
    }

    /** Whether the settings are the server's newest, as far as the client knows. */
    public boolean isFresh() {
        return phase == Phase.READY;
    }

    @Override
    public String toString() {
        return phase + " since " + since + ": " + reason;
    }
}
