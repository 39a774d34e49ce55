package io.headwater.client.internal.values;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of settings as the wire carries them, and as a process holds them. */
public final class WireValues {
    private static final double EXACT = 0x1p53;

    private WireValues() {}

    /** As the wire carries it. */
    public static Value encoded(@Nullable Object value) {
        var encoded = Value.newBuilder();
        if (value == null) {
            return encoded.setNullValue(NullValue.NULL_VALUE).build();
        }
        if (value instanceof Boolean flag) {
            return encoded.setBoolValue(flag).build();
        }
        if (value instanceof Number number) {
            return encoded.setNumberValue(number.doubleValue()).build();
        }
        if (value instanceof String text) {
            return encoded.setStringValue(text).build();
        }
        if (value instanceof List<?> items) {
            var list = ListValue.newBuilder();
            items.forEach(item -> list.addValues(encoded(item)));
            return encoded.setListValue(list).build();
        }
        if (value instanceof Map<?, ?> fields) {
            var struct = Struct.newBuilder();
            fields.forEach((name, field) -> struct.putFields(String.valueOf(name), encoded(field)));
            return encoded.setStructValue(struct).build();
        }
        throw new IllegalArgumentException("value: " + value.getClass().getName() + " (expected: a setting's value)");
    }

    /**
     * As a process holds it: see {@link io.headwater.client.Setting#value}.
     *
     * @throws IllegalArgumentException when there is no value, not even null; the message names none
     */
    public static @Nullable Object decoded(Value value) {
        return switch (value.getKindCase()) {
            case BOOL_VALUE -> value.getBoolValue();
            case NUMBER_VALUE -> number(value.getNumberValue());
            case STRING_VALUE -> value.getStringValue();
            case LIST_VALUE -> {
                var items = new ArrayList<@Nullable Object>();
                value.getListValue().getValuesList().forEach(item -> items.add(decoded(item)));
                yield Collections.unmodifiableList(items);
            }
            case STRUCT_VALUE -> {
                var fields = new LinkedHashMap<String, @Nullable Object>();
                value.getStructValue().getFieldsMap().forEach((name, field) -> fields.put(name, decoded(field)));
                yield Collections.unmodifiableMap(fields);
            }
            case NULL_VALUE -> null;
            case KIND_NOT_SET -> throw new IllegalArgumentException("no value (expected: one, or null)");
        };
    }

    private static Object number(double number) {
        if (number == Math.rint(number) && Math.abs(number) <= EXACT) {
            return (long) number;
        }
        return number;
    }
}
