package io.headwater.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one key. Immutable; {@link #toString} shows no secret.
 *
 * @param before what held, or null when the key is new
 * @param after what holds now, or null when the key is gone
 */
public record Change(
        String key, @Nullable Setting before, @Nullable Setting after) {
    public Change {
        if (before == null && after == null) {
            throw new IllegalArgumentException(key + ": neither before nor after (expected: one of them)");
        }
    }

    public Optional<Setting> old() {
        return Optional.ofNullable(before);
    }

    public Optional<Setting> now() {
        return Optional.ofNullable(after);
    }

    public boolean isRemoval() {
        return after == null;
    }
}
