package io.headwater.core.feed;

/** A position in a feed. It counts single changes: the first is 1, and 0 is before everything. It only rises and is never reused. */
public record Revision(long value) implements Comparable<Revision> {
    public static final Revision NONE = new Revision(0);

    public Revision {
        if (value < 0) {
            throw new IllegalArgumentException("revision: " + value + " (expected: >= 0)");
        }
    }

    public Revision next() {
        return new Revision(Math.incrementExact(value));
    }

    @Override
    public int compareTo(Revision other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return "r" + value;
    }
}
