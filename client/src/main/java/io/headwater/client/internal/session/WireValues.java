package io.headwater.client.internal.session;

import com.google.protobuf.Value;
import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import io.headwater.wire.model.v1.ConfigSetting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings as they come over the wire, and as a process holds them. */
final class WireValues {
    private static final double WHOLE_WITHIN = 1L << 53;

    private WireValues() {}

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
        return new Setting(key, value(key, wire.getValue()), wire.getSource(), Provenance.STREAM);
    }

    private static @Nullable Object value(String key, Value wire) throws MalformedException {
        return switch (wire.getKindCase()) {
            case NULL_VALUE -> null;
            case BOOL_VALUE -> wire.getBoolValue();
            case NUMBER_VALUE -> number(wire.getNumberValue());
            case STRING_VALUE -> wire.getStringValue();
            case LIST_VALUE -> {
                var list = new ArrayList<@Nullable Object>();
                for (var each : wire.getListValue().getValuesList()) {
                    list.add(value(key, each));
                }
                yield Collections.unmodifiableList(list);
            }
            case STRUCT_VALUE -> {
                var map = new TreeMap<String, @Nullable Object>();
                for (var field : wire.getStructValue().getFieldsMap().entrySet()) {
                    map.put(field.getKey(), value(key, field.getValue()));
                }
                yield Collections.unmodifiableMap(map);
            }
            case KIND_NOT_SET -> throw new MalformedException(key + ": no value (expected: one, or null)");
        };
    }

    private static Object number(double number) {
        if (Math.rint(number) == number && Math.abs(number) <= WHOLE_WITHIN) {
            return (long) number;
        }
        return number;
    }
}
