package io.headwater.cli.render;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One object of an answer for a program; its fields keep their order. */
public final class Fields {
    private Fields() {}

    /**
     * Makes one.
     *
     * @param namesAndValues a name, its value, a name, its value, …
     */
    public static Map<String, @Nullable Object> of(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }
}
