package io.headwater.client.internal.session;

import io.headwater.client.Setting;
import java.util.Collection;

/** Takes what a stream says of the settings, in order, on the session's thread. */
public interface Sink {
    /** The whole state: what it does not name is gone. */
    void snapshot(long stream, int sequence, String origin, Collection<Setting> settings);

    void put(long stream, int sequence, String origin, Setting setting);

    void remove(long stream, int sequence, String origin, String key);

    /** The position moved, and nothing else. */
    void advance(long stream, int sequence, String origin);
}
