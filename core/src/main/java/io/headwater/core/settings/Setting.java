package io.headwater.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * What a key holds: the effective value and the source that won.
 *
 * @param cleared the source whose value just went away, when that is why this setting was written anew; readers that keep
 *     layers of their own forget that layer. Null for a plain set.
 */
public record Setting(Value value, Source source, @Nullable Source cleared) {
    public Setting(Value value, Source source) {
        this(value, source, null);
    }

    /** Whether both say the same to somebody who asks now; how they came about does not count. */
    public boolean sameAs(Setting other) {
        return source == other.source && value.equals(other.value);
    }
}
