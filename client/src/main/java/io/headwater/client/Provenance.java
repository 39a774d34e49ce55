package io.headwater.client;

/** Where this process has a setting from. */
public enum Provenance {
    /** The server sent it on the stream that is open, or on the last one that was. */
    STREAM,
    /** The last known good file: an earlier run of this process had it from the server. */
    CACHE,
    /** This process said it itself: a local default, or an override that the builder was given. */
    LOCAL
}
