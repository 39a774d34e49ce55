package io.headwater.server.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The series of one metric, as Prometheus text has them. Not safe for use by many threads. */
record Family(String name, Type type, String help, Map<List<Label>, Series> series) {
    enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Label(String name, String value) {}

    /** What is known under one set of labels. */
    sealed interface Series {
        /** Both together; empty when they cannot be added. */
        Optional<Series> plus(Series other);

        /** How many lines of text it takes. */
        int samples();
    }

    record Plain(double value) implements Series {
        @Override
        public Optional<Series> plus(Series other) {
            return other instanceof Plain(var more) ? Optional.of(new Plain(value + more)) : Optional.empty();
        }

        @Override
        public int samples() {
            return 1;
        }
    }

    /** Cumulative counts by upper bound, each bound as it was written. */
    record Histogram(Map<String, Double> buckets, double sum, double count) implements Series {
        @Override
        public Optional<Series> plus(Series other) {
            if (!(other instanceof Histogram(var theirs, var theirSum, var theirCount))
                    || !theirs.keySet().equals(buckets.keySet())) {
                return Optional.empty();
            }
            var both = new LinkedHashMap<String, Double>();
            buckets.forEach((bound, below) -> both.put(bound, below + theirs.getOrDefault(bound, 0.0)));
            return Optional.of(new Histogram(both, sum + theirSum, count + theirCount));
        }

        @Override
        public int samples() {
            return buckets.size() + 2;
        }
    }

    static Family of(String name, Type type, String help) {
        return new Family(name, type, help, new LinkedHashMap<>());
    }

    /** Adds a series, to one of the same labels where there is one. False when these two cannot be added: the first stays. */
    boolean add(List<Label> labels, Series more) {
        var known = series.get(labels);
        var both = known == null ? Optional.of(more) : known.plus(more);
        both.ifPresent(sum -> series.put(labels, sum));
        return both.isPresent();
    }

    void writeHeader(StringBuilder text) {
        if (!help.isEmpty()) {
            text.append("# HELP ").append(name).append(' ');
            text.append(help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
        }
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    void writeSamples(StringBuilder text) {
        series.forEach((labels, value) -> {
            switch (value) {
                case Plain(var number) -> write(text, "", labels, number);
                case Histogram(var buckets, var sum, var count) -> {
                    buckets.forEach((bound, below) -> write(text, "_bucket", with(labels, bound), below));
                    write(text, "_sum", labels, sum);
                    write(text, "_count", labels, count);
                }
            }
        });
    }

    private static List<Label> with(List<Label> labels, String bound) {
        var all = new ArrayList<>(labels);
        all.add(new Label("le", bound));
        return all;
    }

    private void write(StringBuilder text, String suffix, List<Label> labels, double value) {
        text.append(name).append(suffix);
        char before = '{';
        for (var label : labels) {
            text.append(before).append(label.name()).append("=\"");
            text.append(
                    label.value().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            text.append('"');
            before = ',';
        }
        if (!labels.isEmpty()) {
            text.append('}');
        }
        text.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            return "+Inf";
        }
        return value == Double.NEGATIVE_INFINITY ? "-Inf" : Double.toString(value);
    }
}
