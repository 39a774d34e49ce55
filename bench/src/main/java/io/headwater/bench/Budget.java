package io.headwater.bench;

import java.util.List;
import java.util.OptionalInt;

/** What a figure of the server may come to. Ratios are taken round by round, inside one run. */
record Budget(String what, Metric metric, Kind kind, int size, double most, double stretch) {
    enum Kind {
        TO_FLOOR,
        UNIX_TO_TCP,
        ABSOLUTE
    }

    private static final int NO_SIZE = 0;

    static final List<Budget> ALL = List.of(
            new Budget("CPU per delivery ÷ floor", Metric.CPU_SINGLE, Kind.TO_FLOOR, 1_000, 1.5, 1.3),
            new Budget("burst of 10, CPU per update ÷ floor", Metric.CPU_BURST, Kind.TO_FLOOR, 1_000, 2.5, 1.5),
            new Budget("CPU per delivery, Unix socket ÷ TCP", Metric.CPU_SINGLE, Kind.UNIX_TO_TCP, 1_000, 1.0, 0.6),
            new Budget("burst of 10, Unix socket ÷ TCP", Metric.CPU_BURST, Kind.UNIX_TO_TCP, 1_000, 1.0, 0.6),
            new Budget("last of N, p50 ÷ floor", Metric.LAST_P50, Kind.TO_FLOOR, 1_000, 1.3, 1.15),
            new Budget("RSS per idle subscriber", Metric.RSS_IDLE, Kind.ABSOLUTE, 5_000, 48, 40),
            new Budget("connect + snapshot, CPU per subscriber", Metric.CONNECT_CPU, Kind.ABSOLUTE, 5_000, 2.2, 1.5),
            new Budget("memory per stalled subscriber", Metric.STALLED_MEMORY, Kind.ABSOLUTE, 400, 100, 40),
            new Budget("its growth over 3 times the updates", Metric.STALLED_GROWTH, Kind.ABSOLUTE, 400, 2, 1),
            new Budget("others' CPU, 5 % stalled ÷ none", Metric.STALLED_OTHERS, Kind.ABSOLUTE, 400, 1.05, 1.0),
            new Budget("snapshot of 350, cold", Metric.SNAPSHOT_COLD_350, Kind.ABSOLUTE, NO_SIZE, 100, 100),
            new Budget("snapshot of 350, cached", Metric.SNAPSHOT_CACHED_350, Kind.ABSOLUTE, NO_SIZE, 2, 2),
            new Budget(
                    "snapshot of the schema, cold", Metric.SNAPSHOT_COLD_SCHEMA, Kind.ABSOLUTE, NO_SIZE, 5_000, 5_000));

    /** The figure it is about, a value per round, at the size nearest to the one it was set for. */
    List<Double> measured(Figures figures) {
        var size = nearestSize(figures);
        if (size.isEmpty()) {
            return List.of();
        }
        return switch (kind) {
            case TO_FLOOR -> figures.ratios(metric, size.getAsInt(), Who.HEADWATER, Who.FLOOR);
            case UNIX_TO_TCP -> figures.ratios(metric, size.getAsInt(), Who.HEADWATER_UNIX, Who.HEADWATER);
            case ABSOLUTE -> figures.of(metric, size.getAsInt(), Who.HEADWATER);
        };
    }

    OptionalInt nearestSize(Figures figures) {
        return figures.sizes(metric).stream()
                .mapToInt(Integer::intValue)
                .reduce((a, b) -> Math.abs(a - size) <= Math.abs(b - size) ? a : b);
    }

    /** The limits are set for one size; at another the figure is only shown. */
    String verdict(Figures figures) {
        var measured = measured(figures);
        if (measured.isEmpty()) {
            return "not measured";
        }
        double median = Figures.median(measured);
        var verdict = median <= stretch ? "stretch" : median <= most ? "within" : "OVER";
        return nearestSize(figures).orElse(size) == size ? verdict : "(" + verdict + ")";
    }
}
