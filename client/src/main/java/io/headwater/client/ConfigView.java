package io.headwater.client;

import java.time.Instant;
import java.util.List;

/**
 * All settings at one moment, for a consistent reading of several keys. Immutable; costs nothing to keep but its memory.
 *
 * <p>{@link #stream} and {@link #sequence} together order views: the first counts the streams this client opened, the second is
 * the server's number on that stream.
 */
public interface ConfigView extends ConfigReader {
    /** Every setting, in the order of the keys. */
    List<Setting> settings();

    /** Which of this client's streams it came by, from 1; 0 when from none. */
    long stream();

    /** The server's number of the last change in it; -1 when from no stream. */
    int sequence();

    /** The base name of the server's main configuration file; empty when from no stream. */
    String origin();

    /** When this process came to hold it. */
    Instant at();
}
