package io.headwater.bench;

import java.time.Duration;

/**
 * How updates are published: so many times, so many at once, and not before this long after the time before. Nor before the
 * one before has reached everybody: on a machine that is busy with other things updates would otherwise pile up and be
 * written together, and a single update would look cheaper than it is.
 */
record Rhythm(int times, int burst, Duration spacing) {
    static final int BURST = 10;

    static Rhythm singles(int times, int millis) {
        return new Rhythm(times, 1, Duration.ofMillis(millis));
    }

    static Rhythm bursts(int times, int millis) {
        return new Rhythm(times, BURST, Duration.ofMillis(millis));
    }

    int updates() {
        return times * burst;
    }
}
