package io.headwater.core.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a key holds what it holds.
 *
 * @param declaration what the schema says of it; null when it says nothing
 * @param layers every layer that holds the key, the winner first; empty when none does
 */
public record Explanation(String key, @Nullable Declaration declaration, List<Layer> layers) {
    public Explanation {
        layers = List.copyOf(layers);
    }

    /** What one source says of the key, after casting, and where it says so. */
    public record Layer(Source source, Value value, Place place) {}
}
