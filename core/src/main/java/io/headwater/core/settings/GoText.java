package io.headwater.core.settings;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads text as the standard library of the agent's language does: the same spellings are numbers, flags and durations here. */
final class GoText {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    /** A decimal fraction is cut off before the text is read as a whole number. */
    private static final Pattern FRACTION = Pattern.compile("([-+]?\\d*)\\.\\d*");

    private static final Pattern INTEGER = Pattern.compile(
            "([-+]?)(0[xX]_?\\p{XDigit}+(?:_\\p{XDigit}+)*|0[bB]_?[01]+(?:_[01]+)*|0[oO]_?[0-7]+(?:_[0-7]+)*"
                    + "|0(?:_?[0-7]+)*|[1-9]\\d*(?:_\\d+)*)");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d{1,9})?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("[-+]?0[xX](?:\\p{XDigit}+\\.?\\p{XDigit}*|\\.\\p{XDigit}+)[pP][-+]?\\d{1,9}");
    private static final Pattern INFINITE = Pattern.compile("([-+]?)inf(?:inity)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern DURATION =
            Pattern.compile("[-+]?(?:(?:\\d+\\.?\\d*|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h))+");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ns", BigDecimal.ONE,
            "us", new BigDecimal(1_000),
            "µs", new BigDecimal(1_000),
            "μs", new BigDecimal(1_000),
            "ms", new BigDecimal(1_000_000),
            "s", new BigDecimal(1_000_000_000L),
            "m", new BigDecimal(60_000_000_000L),
            "h", new BigDecimal(3_600_000_000_000L));

    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    /** No number or duration of this many characters is meant as one; longer text is not looked at. */
    private static final int LONGEST_NUMBER = 400;

    private GoText() {}

    static Optional<Boolean> toBoolean(String text) {
        if (TRUE.contains(text)) {
            return Optional.of(true);
        }
        return FALSE.contains(text) ? Optional.of(false) : Optional.empty();
    }

    /** A whole number in base ten, or in the base that its prefix names. */
    static Optional<Long> toInteger(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        var fraction = FRACTION.matcher(text);
        var digits = fraction.matches() ? fraction.group(1) : text;
        if (fraction.matches() && digits.length() <= 1 && !digits.matches("\\d")) {
            return Optional.of(0L);
        }
        var match = INTEGER.matcher(digits);
        if (!match.matches()) {
            return Optional.empty();
        }
        var number = magnitude(match.group(2).replace("_", ""));
        return inLong(match.group(1).equals("-") ? number.negate() : number);
    }

    private static BigInteger magnitude(String digits) {
        if (digits.length() < 2 || digits.charAt(0) != '0') {
            return new BigInteger(digits);
        }
        return switch (digits.charAt(1)) {
            case 'x', 'X' -> new BigInteger(digits.substring(2), 16);
            case 'b', 'B' -> new BigInteger(digits.substring(2), 2);
            case 'o', 'O' -> new BigInteger(digits.substring(2), 8);
            default -> new BigInteger(digits, 8);
        };
    }

    static Optional<Double> toReal(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        if (DECIMAL.matcher(text).matches() || HEXADECIMAL.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        }
        var infinite = INFINITE.matcher(text);
        if (infinite.matches()) {
            return Optional.of(infinite.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return text.equalsIgnoreCase("nan") ? Optional.of(Double.NaN) : Optional.empty();
    }

    /** A duration; a number without a unit counts nanoseconds. */
    static Optional<Long> toNanos(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        if (text.equals("0")) {
            return Optional.of(0L);
        }
        boolean hasUnit = text.chars().anyMatch(c -> "nsuµmh".indexOf(c) >= 0);
        var duration = hasUnit ? text : text + "ns";
        if (!DURATION.matcher(duration).matches()) {
            return Optional.empty();
        }
        var nanos = BigInteger.ZERO;
        for (var part = DURATION_PART.matcher(duration); part.find(); ) {
            var unit = NANOS.getOrDefault(part.group(2), BigDecimal.ONE);
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit).toBigInteger());
        }
        return inLong(duration.startsWith("-") ? nanos.negate() : nanos);
    }

    private static Optional<Long> inLong(BigInteger number) {
        return number.bitLength() < Long.SIZE ? Optional.of(number.longValue()) : Optional.empty();
    }

    /** What stands between white space. */
    static List<String> words(String text) {
        return SPACE.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
    }
}
