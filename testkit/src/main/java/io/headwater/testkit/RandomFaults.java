package io.headwater.testkit;

import java.time.Duration;
import java.util.Random;

/**
 * One fault of a {@link Link} after another, the same ones in the same order for the same seed.
 *
 * <pre>{@code
 * var faults = new RandomFaults(link, seed);
 * for (int i = 0; i < 1000; i++) {
 *     var fault = faults.next(); // for the message when the test fails
 *     server.set("log_level", i % 2 == 0 ? "debug" : "info");
 * }
 * faults.heal();
 * }</pre>
 *
 * <p>For one thread.
 */
public final class RandomFaults {
    private static final int LONGEST_DELAY_MILLIS = 20;
    private static final int LARGEST_PIECE_BYTES = 512;
    private static final int LATEST_CUT_BYTES = 100_000;

    private final Link link;
    private final long seed;
    private final Random random;
    private int count;

    public RandomFaults(Link link, long seed) {
        this.link = link;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Heals the link and lets one fault come over it. Returns which one, with the seed and its number. */
    public String next() {
        link.heal();
        count++;
        return "seed " + seed + ", fault " + count + ": " + fault();
    }

    private String fault() {
        return switch (random.nextInt(7)) {
            case 0 -> {
                link.cut();
                yield "cut";
            }
            case 1 -> {
                link.refuse();
                link.cut();
                yield "cut, and new connections refused";
            }
            case 2 -> {
                link.freeze();
                yield "frozen";
            }
            case 3 -> {
                int millis = 1 + random.nextInt(LONGEST_DELAY_MILLIS);
                link.delay(Duration.ofMillis(millis));
                yield "delayed by " + millis + " ms";
            }
            case 4 -> {
                int bytes = 1 + random.nextInt(LARGEST_PIECE_BYTES);
                link.split(bytes);
                yield "split into pieces of " + bytes + " bytes";
            }
            case 5 -> {
                link.halve();
                yield "cut in the middle of the next write";
            }
            default -> {
                int bytes = 1 + random.nextInt(LATEST_CUT_BYTES);
                link.cutAfter(bytes);
                yield "cut after " + bytes + " bytes";
            }
        };
    }

    /** Ends the last fault. */
    public void heal() {
        link.heal();
    }

    @Override
    public String toString() {
        return "seed " + seed + " after " + count + " faults";
    }
}
