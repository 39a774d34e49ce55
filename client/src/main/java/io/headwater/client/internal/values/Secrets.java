package io.headwater.client.internal.values;

import io.headwater.client.internal.Pending;

/** Which settings must never be shown or kept on disk. */
public final class Secrets {
    private Secrets() {}

    /** By its source, or by what its key says it is: a password, a token, an API key. Errs on the side of hiding. */
    public static boolean isSecret(String key, String source) {
        return Pending.yet(key, source);
    }
}
