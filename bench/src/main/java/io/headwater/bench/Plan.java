package io.headwater.bench;

import java.util.List;
import java.util.Set;

/** How long and how often to measure. */
record Plan(int rounds, double share, List<Integer> sizes, Set<Who> who) {
    /** Where the Unix socket and the stalled subscribers are measured, if it is among the sizes. */
    static final int MIDDLE = 1_000;

    private static final int STALLED_AMONG = 400;
    private static final int LARGE = 2_000;

    static Plan full(List<Integer> sizes) {
        return new Plan(3, 1.0, sizes, Set.of(Who.values()));
    }

    /** The same, with fewer updates and without the peer. */
    static Plan quick(List<Integer> sizes) {
        return new Plan(3, 0.4, sizes, Set.of(Who.FLOOR, Who.HEADWATER, Who.FLOOR_UNIX, Who.HEADWATER_UNIX));
    }

    Rhythm singles(int size) {
        return size >= LARGE
                ? Rhythm.singles(times(40), 100)
                : Rhythm.singles(times(size == 1 ? 600 : 150), size == 1 ? 3 : 20);
    }

    Rhythm bursts(int size) {
        return size >= LARGE
                ? Rhythm.bursts(times(16), 150)
                : Rhythm.bursts(times(size == 1 ? 100 : 40), size == 1 ? 10 : 50);
    }

    /** Slow enough that every update finds an idle machine. */
    Rhythm paced(int size) {
        return size >= LARGE ? Rhythm.singles(times(30), 200) : Rhythm.singles(times(40), 100);
    }

    /** What brings a server to its steady state, at the middle size. */
    List<Rhythm> warmUp() {
        return List.of(Rhythm.singles(150, 5), Rhythm.bursts(100, 5), Rhythm.singles(150, 5));
    }

    /** More updates than the server keeps, so that its backlog is as large before a measurement as after it. */
    Rhythm fillingBacklog() {
        return Rhythm.bursts(420, 5);
    }

    /** Enough to fill a stalled subscriber's window twice over. */
    Rhythm stalledOnce() {
        return Rhythm.bursts(100, 20);
    }

    Rhythm stalledAgain() {
        return Rhythm.bursts(300, 20);
    }

    int middle() {
        return sizes.stream()
                .filter(each -> each <= MIDDLE)
                .max(Integer::compare)
                .orElse(sizes.getFirst());
    }

    /** A twentieth of them stall. */
    int stalledAmong() {
        return Math.min(STALLED_AMONG, middle());
    }

    int largest() {
        return sizes.getLast();
    }

    private int times(int full) {
        return (int) Math.ceil(full * share);
    }
}
