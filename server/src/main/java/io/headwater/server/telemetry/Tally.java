package io.headwater.server.telemetry;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * One metric whose series are told apart by label values. It keeps a bounded number of series; whatever comes after that is
 * counted under {@value #OTHER}, so that no client can grow it by inventing names. Safe from any thread.
 */
final class Tally {
    static final String OTHER = "other";
    static final int SERIES = 512;

    /** How a tally is exposed. The library appends {@code _total} to counters; a name that must stay as it is goes untyped. */
    enum Kind {
        GAUGE,
        COUNTER,
        COUNTER_BY_EXACT_NAME
    }

    private final Kind kind;
    private final String name;
    private final String help;
    private final List<String> labels;
    private final Map<List<String>, LongAdder> series = new ConcurrentHashMap<>();

    Tally(Kind kind, String name, String help, String... labels) {
        this.kind = kind;
        this.name = name;
        this.help = help;
        this.labels = List.of(labels);
        if (labels.length == 0) {
            series.put(List.of(), new LongAdder());
        }
    }

    /** The series of these label values, in the order in which the labels were declared. The caller may keep it. */
    LongAdder of(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(
                    name + ": " + values.length + " label values (expected: " + labels + ")");
        }
        var key = List.of(values);
        var known = series.get(key);
        if (known != null) {
            return known;
        }
        return series.computeIfAbsent(
                series.size() < SERIES ? key : Collections.nCopies(values.length, OTHER), _ -> new LongAdder());
    }

    MetricSnapshot snapshot() {
        return switch (kind) {
            case GAUGE -> {
                var gauge = GaugeSnapshot.builder().name(name).help(help);
                series.forEach((values, sum) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of(labels, values))
                        .value((double) sum.sum())
                        .build()));
                yield gauge.build();
            }
            case COUNTER -> {
                var counter = CounterSnapshot.builder().name(name).help(help);
                series.forEach((values, sum) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(labels, values))
                        .value((double) sum.sum())
                        .build()));
                yield counter.build();
            }
            case COUNTER_BY_EXACT_NAME -> {
                var counter = UnknownSnapshot.builder().name(name).help(help);
                series.forEach((values, sum) -> counter.dataPoint(UnknownDataPointSnapshot.builder()
                        .labels(Labels.of(labels, values))
                        .value((double) sum.sum())
                        .build()));
                yield counter.build();
            }
        };
    }
}
