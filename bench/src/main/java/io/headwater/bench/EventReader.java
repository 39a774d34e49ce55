package io.headwater.bench;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/**
 * Reads the few fields of a {@code ConfigEvent} that a measurement needs, where they lie in the buffer and without making an
 * object per message. Not thread-safe; the fields hold the last message read.
 */
final class EventReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private static final int EVENT_SNAPSHOT = 1;
    private static final int SEQUENCE = 2;
    private static final int UPDATE_SETTING = 3;
    private static final int SETTING_VALUE = 3;
    private static final int STRING_VALUE = 3;

    boolean snapshot;
    int sequence;
    /** Less than 0 in an update that nobody stamped. */
    int ordinal;

    long sentNanos;

    private int at;

    void read(ByteBuf in, int start) {
        sequence = 0;
        ordinal = -1;
        at = start;
        snapshot = varint(in) >>> 3 == EVENT_SNAPSHOT;
        int end = length(in);
        while (at < end) {
            int tag = varint(in);
            if (tag == tag(SEQUENCE, VARINT)) {
                sequence = varint(in);
            } else if (!snapshot && tag == tag(UPDATE_SETTING, LENGTH_DELIMITED)) {
                setting(in, length(in));
            } else {
                skip(in, tag);
            }
        }
    }

    private void setting(ByteBuf in, int end) {
        while (at < end) {
            int tag = varint(in);
            if (tag != tag(SETTING_VALUE, LENGTH_DELIMITED)) {
                skip(in, tag);
                continue;
            }
            int valueEnd = length(in);
            if (varint(in) == tag(STRING_VALUE, LENGTH_DELIMITED) && length(in) - at >= Stamp.LENGTH) {
                sentNanos = hex(in, at, 16);
                ordinal = (int) hex(in, at + 16, 8);
            }
            at = valueEnd;
        }
    }

    private static int tag(int field, int type) {
        return field << 3 | type;
    }

    /** Where the field whose length comes next ends. */
    private int length(ByteBuf in) {
        int length = varint(in);
        return at + length;
    }

    private int varint(ByteBuf in) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.getByte(at++);
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private void skip(ByteBuf in, int tag) {
        switch (tag & 7) {
            case VARINT -> varint(in);
            case FIXED64 -> at += 8;
            case LENGTH_DELIMITED -> at = length(in);
            case FIXED32 -> at += 4;
            default -> throw new IllegalArgumentException("wire type: " + (tag & 7) + " (expected: 0, 1, 2 or 5)");
        }
    }

    private static long hex(ByteBuf in, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = in.getByte(i);
            value = value << 4 | (digit <= '9' ? digit - '0' : digit - 'a' + 10);
        }
        return value;
    }
}
