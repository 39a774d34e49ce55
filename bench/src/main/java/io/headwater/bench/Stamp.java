package io.headwater.bench;

import java.util.HexFormat;

/**
 * When an update was produced and which one it is, written into the value that is published, so that whoever receives it
 * knows how long it was under way. {@code System.nanoTime} is one clock for all processes of a machine here.
 *
 * @param nanos when it was asked for
 * @param ordinal counts the updates of one server from 0
 */
record Stamp(long nanos, int ordinal) {
    static final int LENGTH = 24;

    static Stamp now(int ordinal) {
        return new Stamp(System.nanoTime(), ordinal);
    }

    /** The text that stands for it, filled up to {@code length} characters. */
    String text(int length) {
        var hex = HexFormat.of();
        return hex.toHexDigits(nanos) + hex.toHexDigits(ordinal) + "x".repeat(length - LENGTH);
    }
}
