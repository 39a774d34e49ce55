package io.headwater.client.internal.values;

import io.headwater.client.ConfigView;
import io.headwater.client.Setting;
import io.headwater.client.internal.Pending;
import java.util.Collection;

/**
 * What a client holds: the server's settings with this process's own folded in, and one place where a new view replaces the last
 * one and is told to the listeners.
 *
 * <p>Written by one thread, the session's; {@link #view} may be read by any.
 */
public final class Holdings {
    /** What holds now. One volatile read. */
    public ConfigView view() {
        return Pending.yet();
    }

    /** The whole state: what it does not name is gone. */
    public void snapshot(long stream, int sequence, String origin, Collection<Setting> settings) {
        Object unused = Pending.yet(origin, stream, sequence, settings);
    }

    /** One setting, new or changed. */
    public void put(long stream, int sequence, String origin, Setting setting) {
        Object unused = Pending.yet(origin, stream, sequence, setting);
    }

    /** A key that nobody says anything about any more. */
    public void remove(long stream, int sequence, String origin, String key) {
        Object unused = Pending.yet(origin, stream, sequence, key);
    }

    /** An update that changed no setting: only the position moves. */
    public void advance(long stream, int sequence, String origin) {
        Object unused = Pending.yet(origin, stream, sequence);
    }

    /** What holds until a server answers. */
    public void start(Collection<Setting> settings) {
        Object unused = Pending.yet(settings);
    }
}
