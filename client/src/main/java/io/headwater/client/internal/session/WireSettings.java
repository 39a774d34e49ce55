package io.headwater.client.internal.session;

import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import io.headwater.client.internal.values.WireValues;
import io.headwater.wire.model.v1.ConfigSetting;
import java.util.Locale;

/** Settings as they come over the wire, and as a process holds them. */
final class WireSettings {
    private WireSettings() {}

    /** A setting that nobody can make sense of. The message names no value. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedException(String message) {
            super(message);
        }
    }

    static String key(ConfigSetting wire) throws MalformedException {
        if (wire.getKey().isBlank()) {
            throw new MalformedException("key: empty (expected: a dotted key)");
        }
        return wire.getKey().toLowerCase(Locale.ROOT);
    }

    static Setting setting(ConfigSetting wire) throws MalformedException {
        var key = key(wire);
        try {
            return new Setting(key, WireValues.decoded(wire.getValue()), wire.getSource(), Provenance.STREAM);
        } catch (IllegalArgumentException e) {
            throw new MalformedException(key + ": " + e.getMessage());
        }
    }
}
