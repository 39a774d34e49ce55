package io.headwater.client.internal.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try. The n-th wait in a row, from 0, is uniform in {@code (0, min(cap, base * 2^n)]}: the
 * whole of it is chance, and the chance comes after the cap, so that those who have waited longest stay spread too.
 *
 * <p>The base is {@code first} for a client that never had a stream, and {@code spread} once a stream that worked was lost: then
 * everyone else lost theirs in the same instant. With a spread of 12 s, a twelfth of them return in each of the first seconds. When the
 * server stays away, second and third tries come on top of the last of the first ones: 13 % of all in any one second is the most
 * that it sees, whenever it is back.
 *
 * <p>The first try of all is immediate, and so is the registration after a session that was lost on a link that works; a second
 * such loss before {@code stable} has passed waits like any failure.
 *
 * @param first the base of a client that never had a stream
 * @param spread the base after a stream that worked
 * @param cap no wait is longer
 * @param stable how long a stream must have worked for the waits to begin again at the base
 */
public record Reconnect(Duration first, Duration spread, Duration cap, Duration stable) {
    /** What clients do unless they were told otherwise: 500 ms, 12 s, 60 s, 30 s. */
    public static final Reconnect DEFAULT = within(Duration.ofSeconds(12));

    /** The same proportions for another spread. */
    public static Reconnect within(Duration spread) {
        if (spread.isNegative() || spread.isZero()) {
            throw new IllegalArgumentException("reconnect within: " + spread + " (expected: more than 0)");
        }
        return new Reconnect(
                spread.dividedBy(24),
                spread,
                spread.multipliedBy(5),
                spread.multipliedBy(5).dividedBy(2));
    }

    Backoff backoff(RandomGenerator random) {
        return new Backoff(this, random);
    }

    /** Counts the failures in a row. */
    static final class Backoff {
        private static final int HIGHEST_EXPONENT = 20;

        private final Reconnect policy;
        private final RandomGenerator random;
        private Duration base;
        private int failures;

        private Backoff(Reconnect policy, RandomGenerator random) {
            this.policy = policy;
            this.random = random;
            this.base = policy.first;
        }

        /** A stream worked. */
        void worked() {
            base = policy.spread;
        }

        /** It worked for long enough. */
        void reset() {
            failures = 0;
        }

        /** The wait after one more failure. */
        Duration next() {
            var longest = base.multipliedBy(1L << Math.min(failures, HIGHEST_EXPONENT));
            failures++;
            return within(longest.compareTo(policy.cap) > 0 ? policy.cap : longest);
        }

        /** Some wait up to the longest, never none. */
        Duration within(Duration longest) {
            return Duration.ofNanos(1 + random.nextLong(Math.max(1, longest.toNanos())));
        }
    }
}
