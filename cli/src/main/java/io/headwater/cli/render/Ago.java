package io.headwater.cli.render;

import java.time.Duration;

/** A stretch of time in the one unit that a person would name. */
public final class Ago {
    private Ago() {}

    /** Such as {@code 12s}, {@code 5m}, {@code 3h} or {@code 2d}; {@code now} below a second and for what has not come yet. */
    public static String of(Duration time) {
        if (time.toSeconds() < 1) {
            return "now";
        }
        if (time.toMinutes() < 1) {
            return time.toSeconds() + "s";
        }
        if (time.toHours() < 1) {
            return time.toMinutes() + "m";
        }
        return time.toDays() < 1 ? time.toHours() + "h" : time.toDays() + "d";
    }
}
