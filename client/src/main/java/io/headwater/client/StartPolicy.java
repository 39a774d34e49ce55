package io.headwater.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What a client does at its start when no server answers. Whatever it does, it goes on looking for one unless it failed. */
public sealed interface StartPolicy {
    /** {@link ConfigClient#awaitReady} throws when its time is up, and the client is closed. */
    record Fail() implements StartPolicy {}

    /** {@link ConfigClient#awaitReady} throws when its time is up, but the client goes on: wait again. */
    record Wait() implements StartPolicy {}

    /**
     * Starts with what an earlier run of this process held, as soon as the first try to reach a server failed. Without a
     * usable file it is {@link Wait}.
     *
     * @param file written after each snapshot and each change, a second late at most; secrets are left out
     * @param maxAge how old it may be and still be used
     */
    record LastKnownGood(Path file, Duration maxAge) implements StartPolicy {
        public LastKnownGood {
            if (maxAge.isNegative() || maxAge.isZero()) {
                throw new IllegalArgumentException("max age: " + maxAge + " (expected: more than 0)");
            }
        }
    }

    /** Starts with the defaults that the builder was given, as soon as the first try to reach a server failed. */
    record LocalDefaults(Map<String, Object> settings) implements StartPolicy {
        public LocalDefaults {
            settings = Map.copyOf(settings);
        }
    }

    /** Whether there may be something to start with when no server answers. */
    default boolean hasFallBack() {
        return this instanceof LastKnownGood || this instanceof LocalDefaults;
    }

    static StartPolicy fail() {
        return new Fail();
    }

    static StartPolicy waitForServer() {
        return new Wait();
    }

    static StartPolicy lastKnownGood(Path file, Duration maxAge) {
        return new LastKnownGood(file, maxAge);
    }

    static StartPolicy localDefaults(Map<String, Object> settings) {
        return new LocalDefaults(settings);
    }
}
