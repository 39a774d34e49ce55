package io.headwater.client;

import io.headwater.client.internal.values.Secrets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One setting as it holds. Immutable.
 *
 * @param key dotted and lower-case; made so
 * @param value {@code null}, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, or an unmodifiable {@link java.util.List}
 *     or {@link java.util.Map} of these. A number is a {@code Long} when it is whole and within ±2^53, as the protocol carries
 *     doubles only
 * @param source the layer that won, by its name on the wire, such as {@code file}; a name this library does not know is kept
 * @param provenance where this process has it from
 */
public record Setting(String key, @Nullable Object value, String source, Provenance provenance) {
    private static final int SHOWN = 200;

    public Setting {
        key = key.toLowerCase(Locale.ROOT);
    }

    /** Whether the value must not be shown: its key names a password, a token or an API key, or such a thing stands inside it. */
    public boolean isSecret() {
        return Secrets.isSecret(key, source) || Secrets.isInside(value);
    }

    /** For logs and errors: the value of a secret is asterisks, and a long one is cut. */
    @Override
    public String toString() {
        return key + ": " + (isSecret() ? "********" : shown()) + " (" + source + ")";
    }

    private String shown() {
        var text = String.valueOf(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
