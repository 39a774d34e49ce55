package io.headwater.client.internal.session;

import io.headwater.client.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which settings the stream decides otherwise than this process's own environment had. */
public final class Overruled {
    private Overruled() {}

    /**
     * Each as {@code key (DD_NAME)}, and never with a value.
     *
     * @param environment the {@code DD_*} variables
     */
    public static List<String> in(List<Setting> settings, Map<String, String> environment) {
        var overruled = new ArrayList<String>();
        for (var setting : settings) {
            var name = "DD_" + setting.key().toUpperCase(Locale.ROOT).replace('.', '_');
            var said = environment.get(name);
            if (said != null && !said.isBlank() && !says(setting.value(), said.strip())) {
                overruled.add(setting.key() + " (" + name + ")");
            }
        }
        return overruled;
    }

    private static boolean says(@Nullable Object value, String said) {
        if (value instanceof Boolean truth) {
            return said.equalsIgnoreCase(truth.toString())
                    || said.equalsIgnoreCase(truth ? "t" : "f")
                    || said.equals(truth ? "1" : "0");
        }
        if (value instanceof Number number) {
            return isNumber(said, number.doubleValue());
        }
        if (value instanceof List<?> list) {
            return List.of(said.replaceAll("[\\[\\]\"]", "").split("[\\s,]+"))
                    .equals(list.stream().map(String::valueOf).toList());
        }
        return said.equals(value == null ? "" : value.toString());
    }

    private static boolean isNumber(String said, double number) {
        try {
            return Double.parseDouble(said) == number;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
