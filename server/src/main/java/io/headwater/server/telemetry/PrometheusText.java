package io.headwater.server.telemetry;

import io.headwater.server.telemetry.Family.Histogram;
import io.headwater.server.telemetry.Family.Label;
import io.headwater.server.telemetry.Family.Plain;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads Prometheus text, version 0.0.4, from a process that is not trusted to write it well: strictly, and within bounds.
 *
 * <p>Counters, gauges and histograms are read; a metric of any other type, or of none, is passed over by name.
 */
final class PrometheusText {
    private static final int CHARACTERS = 32 << 20;
    private static final int SAMPLES = 50_000;
    private static final Pattern BLANKS = Pattern.compile("[ \t]+");
    private static final List<String> SUFFIXES = List.of("_bucket", "_sum", "_count");
    private static final String BOUND = "le";

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<String, Map<List<Label>, Parts>> histograms = new LinkedHashMap<>();
    private final Map<String, String> help = new LinkedHashMap<>();
    private final Set<String> otherTypes = new HashSet<>();
    private final Set<String> passedOver = new LinkedHashSet<>();
    private int samples;

    private PrometheusText() {}

    /** What a text says, and the names of the metrics in it that are of no type known here. */
    record Read(List<Family> families, Set<String> passedOver) {}

    /** A histogram of which perhaps not all lines were seen. */
    private static final class Parts {
        private final Map<String, Double> buckets = new LinkedHashMap<>();
        private @Nullable Double sum;
        private @Nullable Double count;
    }

    static Read read(String text) throws Malformed {
        if (text.length() > CHARACTERS) {
            throw new Malformed("text: " + text.length() + " characters (expected: at most " + CHARACTERS + ")");
        }
        var reader = new PrometheusText();
        int number = 0;
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            number++;
            try {
                reader.line(text.substring(start, end).strip());
            } catch (Malformed e) {
                throw new Malformed("line " + number + ": " + e.getMessage());
            }
        }
        reader.assembleHistograms();
        var known = reader.families.values().stream()
                .filter(family -> !family.series().isEmpty())
                .toList();
        return new Read(known, reader.passedOver);
    }

    private void line(String line) throws Malformed {
        if (line.isEmpty()) {
            return;
        }
        if (!line.startsWith("#")) {
            sample(Sample.read(line));
            return;
        }
        var words = BLANKS.split(line.substring(1).strip(), 3);
        if (words[0].equals("HELP") && words.length == 3) {
            help.putIfAbsent(Sample.metricName(words[1]), Sample.unescape(words[2]));
        }
        if (words[0].equals("TYPE") && words.length == 3) {
            type(Sample.metricName(words[1]), words[2]);
        }
    }

    private void type(String name, String type) throws Malformed {
        if (families.containsKey(name) || otherTypes.contains(name)) {
            throw new Malformed(name + ": a second TYPE (expected: one)");
        }
        switch (type) {
            case "counter" -> families.put(name, Family.of(name, Family.Type.COUNTER, help.getOrDefault(name, "")));
            case "gauge" -> families.put(name, Family.of(name, Family.Type.GAUGE, help.getOrDefault(name, "")));
            case "histogram" -> {
                families.put(name, Family.of(name, Family.Type.HISTOGRAM, help.getOrDefault(name, "")));
                histograms.put(name, new LinkedHashMap<>());
            }
            case "summary", "untyped", "unknown", "info", "stateset", "gaugehistogram" -> otherTypes.add(name);
            default -> throw Malformed.found(type, "counter, gauge, histogram, summary or untyped");
        }
    }

    private void sample(Sample sample) throws Malformed {
        if (++samples > SAMPLES) {
            throw new Malformed("samples: more than " + SAMPLES + " (expected: at most that many)");
        }
        var family = families.get(sample.name());
        if (family != null && family.type() != Family.Type.HISTOGRAM) {
            var _ = family.add(sorted(sample.labels()), new Plain(sample.value()));
            return;
        }
        for (var suffix : SUFFIXES) {
            if (!sample.name().endsWith(suffix)) {
                continue;
            }
            var base = sample.name().substring(0, sample.name().length() - suffix.length());
            var histogram = histograms.get(base);
            if (histogram != null) {
                part(histogram, suffix, sample);
                return;
            }
            if (otherTypes.contains(base)) {
                passedOver.add(base);
                return;
            }
        }
        passedOver.add(sample.name());
    }

    private static void part(Map<List<Label>, Parts> histogram, String suffix, Sample sample) throws Malformed {
        var bound = sample.labels().stream()
                .filter(label -> label.name().equals(BOUND))
                .findFirst();
        if (suffix.equals("_bucket") != bound.isPresent()) {
            throw new Malformed(sample.name() + ": label le (expected: on each bucket, and nowhere else)");
        }
        var labels = sorted(sample.labels().stream()
                .filter(label -> !label.name().equals(BOUND))
                .toList());
        var parts = histogram.computeIfAbsent(labels, _ -> new Parts());
        switch (suffix) {
            case "_sum" -> parts.sum = sample.value();
            case "_count" -> parts.count = sample.value();
            default -> {
                var upTo = bound.orElseThrow().value();
                double _ = Sample.number(upTo);
                parts.buckets.put(upTo, sample.value());
            }
        }
    }

    private void assembleHistograms() throws Malformed {
        for (var family : families.values()) {
            for (var series : histograms.getOrDefault(family.name(), Map.of()).entrySet()) {
                var parts = series.getValue();
                if (parts.sum == null || parts.count == null) {
                    throw new Malformed(family.name() + ": no _sum or no _count (expected: both beside _bucket)");
                }
                parts.buckets.putIfAbsent("+Inf", parts.count);
                var _ = family.add(series.getKey(), new Histogram(parts.buckets, parts.sum, parts.count));
            }
        }
    }

    private static List<Label> sorted(List<Label> labels) {
        return labels.stream().sorted(Comparator.comparing(Label::name)).toList();
    }
}
