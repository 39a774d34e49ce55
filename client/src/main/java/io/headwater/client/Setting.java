package io.headwater.client;

import io.headwater.client.internal.values.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * One setting as it holds. Immutable.
 *
 * @param key dotted and lower-case
 * @param value {@code null}, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, or an unmodifiable {@link java.util.List}
 *     or {@link java.util.Map} of these. A number is a {@code Long} when it is whole and within ±2^53, as the protocol carries
 *     doubles only
 * @param source the layer that won, by its name on the wire, such as {@code file}; a name this library does not know is kept
 * @param provenance where this process has it from
 */
public record Setting(String key, @Nullable Object value, String source, Provenance provenance) {
    /** Whether the key names something that must not be shown: a password, a token, an API key. */
    public boolean isSecret() {
        return Secrets.isSecret(key, source);
    }

    /** For logs and errors: the value of a secret is asterisks. */
    @Override
    public String toString() {
        return key + ": " + (isSecret() ? "********" : value) + " (" + source + ")";
    }
}
