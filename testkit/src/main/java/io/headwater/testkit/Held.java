package io.headwater.testkit;

import com.google.protobuf.Value;
import io.headwater.wire.model.v1.ConfigSetting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a key holds, and the source that won. Immutable. {@link #toString} hides nothing: it is for the failures of tests.
 *
 * @param value {@code null}, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, or an unmodifiable {@link List} or
 *     {@link Map} of these. A number is a {@code Long} when it is whole and within ±2^53: the protocol carries doubles only
 * @param source by its name on the wire, such as {@code file}
 */
public record Held(@Nullable Object value, String source) {
    private static final double WHOLE_UP_TO = 1L << 53;

    /** What a setting on the wire says. */
    public static Held of(ConfigSetting setting) {
        return new Held(value(setting.getValue()), setting.getSource());
    }

    /** The settings by their keys, in the order of the keys; of two with one key the later counts. */
    static Map<String, Held> byKey(List<ConfigSetting> settings) {
        var byKey = new TreeMap<String, Held>();
        settings.forEach(setting -> byKey.put(setting.getKey(), of(setting)));
        return Collections.unmodifiableMap(byKey);
    }

    private static @Nullable Object value(Value value) {
        return switch (value.getKindCase()) {
            case NULL_VALUE, KIND_NOT_SET -> null;
            case BOOL_VALUE -> value.getBoolValue();
            case NUMBER_VALUE -> number(value.getNumberValue());
            case STRING_VALUE -> value.getStringValue();
            case LIST_VALUE -> {
                var items = new ArrayList<@Nullable Object>();
                value.getListValue().getValuesList().forEach(item -> items.add(value(item)));
                yield Collections.unmodifiableList(items);
            }
            case STRUCT_VALUE -> {
                var fields = new LinkedHashMap<String, @Nullable Object>();
                value.getStructValue().getFieldsMap().forEach((name, field) -> fields.put(name, value(field)));
                yield Collections.unmodifiableMap(fields);
            }
        };
    }

    private static Object number(double number) {
        return number == Math.rint(number) && Math.abs(number) <= WHOLE_UP_TO ? (Object) (long) number : number;
    }

    @Override
    public String toString() {
        return value + " (" + source + ")";
    }
}
