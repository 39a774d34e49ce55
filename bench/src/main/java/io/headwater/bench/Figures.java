package io.headwater.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Everything that was measured, a value per round. Used by one thread. */
final class Figures {
    private final TreeMap<Key, List<Double>> rounds = new TreeMap<>();

    /** What a figure is of. {@code size} is the number of subscribers; 0 where there are none. */
    record Key(Metric metric, int size, Who who) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::metric).thenComparingInt(Key::size).thenComparing(Key::who);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    void add(Metric metric, int size, Who who, double value) {
        rounds.computeIfAbsent(new Key(metric, size, who), _ -> new ArrayList<>())
                .add(value);
    }

    SequencedMap<Key, List<Double>> all() {
        return rounds;
    }

    /** A value per round; empty when it was not measured. */
    List<Double> of(Metric metric, int size, Who who) {
        return rounds.getOrDefault(new Key(metric, size, who), List.of());
    }

    /** One server's figure by another's, round by round. */
    List<Double> ratios(Metric metric, int size, Who who, Who by) {
        var above = of(metric, size, who);
        var below = of(metric, size, by);
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < Math.min(above.size(), below.size()); i++) {
            ratios.add(above.get(i) / below.get(i));
        }
        return ratios;
    }

    /** The sizes this was measured at, smallest first. */
    List<Integer> sizes(Metric metric) {
        return rounds.keySet().stream()
                .filter(each -> each.metric == metric)
                .map(Key::size)
                .distinct()
                .toList();
    }

    static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
