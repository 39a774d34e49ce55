package io.headwater.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * What a key holds: the effective value and the source that won.
 *
 * @param cleared the source whose value just went away, when that is why this setting was written anew; readers that keep
 *     layers of their own forget that layer. Null for a plain set.
 */
public record Setting(Value value, Source source, @Nullable Source cleared) {
    private static final int WEIGHT_OF_ANYTHING = 64;

    public Setting(Value value, Source source) {
        this(value, source, null);
    }

    /** Whether both say the same to somebody who asks now; how they came about does not count. */
    public boolean sameAs(Setting other) {
        return source == other.source && value.equals(other.value);
    }

    /** About how many bytes it keeps alive, its wire form included. */
    public int weight() {
        return weightOf(value);
    }

    private static int weightOf(Value value) {
        int inside = switch (value) {
            case Value.Nothing _, Value.Bool _, Value.Whole _, Value.Real _ -> 0;
            case Value.Text(var text) -> 3 * text.length();
            case Value.Items(var values) ->
                values.stream().mapToInt(Setting::weightOf).sum();
            case Value.Mapping(var fields) ->
                fields.entrySet().stream()
                        .mapToInt(field -> 3 * field.getKey().length() + weightOf(field.getValue()))
                        .sum();
        };
        return WEIGHT_OF_ANYTHING + inside;
    }
}
