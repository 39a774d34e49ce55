package io.headwater.client.internal.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a duration as the agent writes one, {@code 1h2m3.5s}, or as ISO-8601 does, {@code PT90S}. */
final class DurationText {
    private static final Pattern ISO = Pattern.compile("[-+]?[pP].*");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)");
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ns", BigDecimal.ONE,
            "us", new BigDecimal(1_000),
            "µs", new BigDecimal(1_000),
            "μs", new BigDecimal(1_000),
            "ms", new BigDecimal(1_000_000),
            "s", new BigDecimal(1_000_000_000L),
            "m", new BigDecimal(60_000_000_000L),
            "h", new BigDecimal(3_600_000_000_000L));

    /** No duration of more characters is meant as one. */
    private static final int LONGEST = 100;

    private DurationText() {}

    /** Nothing when the text is no duration, or one beyond 64 bits of nanoseconds. */
    static Optional<Duration> read(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        if (ISO.matcher(text).matches()) {
            return iso(text);
        }
        return parts(NUMBER.matcher(text).matches() ? text + "ns" : text)
                .filter(nanos -> nanos.bitLength() < Long.SIZE)
                .map(nanos -> Duration.ofNanos(nanos.longValue()));
    }

    private static Optional<Duration> iso(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<BigInteger> parts(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        int end = signed ? 1 : 0;
        var nanos = BigInteger.ZERO;
        var part = PART.matcher(text);
        while (part.find(end) && part.start() == end) {
            var unit = NANOS.getOrDefault(part.group(2), BigDecimal.ZERO);
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit).toBigInteger());
            end = part.end();
            if (end == text.length()) {
                return Optional.of(text.startsWith("-") ? nanos.negate() : nanos);
            }
        }
        return Optional.empty();
    }
}
