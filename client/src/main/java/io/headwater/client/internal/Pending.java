package io.headwater.client.internal;

import org.jspecify.annotations.Nullable;

/** Stands where something is not written yet. */
public final class Pending {
    private Pending() {}

    @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"})
    public static <T> T yet(@Nullable Object... unused) {
        throw new UnsupportedOperationException(unused.length + " arguments");
    }
}
