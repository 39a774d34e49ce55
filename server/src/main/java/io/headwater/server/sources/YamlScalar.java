package io.headwater.server.sources;

import io.headwater.core.settings.Value;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a scalar means by the rules of YAML 1.1 as the agent applies them: {@code yes} and {@code on} are true, {@code 017} is fifteen. */
final class YamlScalar {
    private static final String CORE = "tag:yaml.org,2002:";

    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Map<String, Double> NOT_FINITE = Map.ofEntries(
            Map.entry(".nan", Double.NaN),
            Map.entry(".NaN", Double.NaN),
            Map.entry(".NAN", Double.NaN),
            Map.entry(".inf", Double.POSITIVE_INFINITY),
            Map.entry(".Inf", Double.POSITIVE_INFINITY),
            Map.entry(".INF", Double.POSITIVE_INFINITY),
            Map.entry("+.inf", Double.POSITIVE_INFINITY),
            Map.entry("+.Inf", Double.POSITIVE_INFINITY),
            Map.entry("+.INF", Double.POSITIVE_INFINITY),
            Map.entry("-.inf", Double.NEGATIVE_INFINITY),
            Map.entry("-.Inf", Double.NEGATIVE_INFINITY),
            Map.entry("-.INF", Double.NEGATIVE_INFINITY));

    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(0[xX]\\p{XDigit}+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern REAL =
            Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,9})?");

    /** No number of this many characters is meant as one. */
    private static final int LONGEST_NUMBER = 400;

    private YamlScalar() {}

    /** A scalar without quotes and without a tag. */
    static Value plain(String text) {
        if (TRUE.contains(text)) {
            return Value.of(true);
        }
        if (FALSE.contains(text)) {
            return Value.of(false);
        }
        if (NULL.contains(text)) {
            return Value.NOTHING;
        }
        var notFinite = NOT_FINITE.get(text);
        if (notFinite != null) {
            return Value.of(notFinite);
        }
        return mayBeNumber(text) ? number(text.replace("_", "")).orElse(Value.of(text)) : Value.of(text);
    }

    /** A scalar with a tag, quoted or not; nothing when it is not what the tag says. */
    static Optional<Value> tagged(String tag, String text) {
        if (!tag.startsWith(CORE)) {
            return Optional.of(Value.of(text));
        }
        var value = plain(text);
        return switch (tag.substring(CORE.length())) {
            case "int" -> Optional.of(value).filter(Value.Whole.class::isInstance);
            case "float" ->
                switch (value) {
                    case Value.Real _ -> Optional.of(value);
                    case Value.Whole(var number) -> Optional.of(Value.of((double) number));
                    case Value.Nothing _, Value.Bool _, Value.Text _, Value.Items _, Value.Mapping _ ->
                        Optional.empty();
                };
            case "bool" -> Optional.of(value).filter(Value.Bool.class::isInstance);
            case "null" -> Optional.of(value).filter(Value.Nothing.class::isInstance);
            case "binary" -> decoded(text);
            default -> Optional.of(Value.of(text));
        };
    }

    private static boolean mayBeNumber(String text) {
        char first = text.charAt(0);
        return text.length() <= LONGEST_NUMBER && ((first >= '0' && first <= '9') || "+-.".indexOf(first) >= 0);
    }

    private static Optional<Value> number(String text) {
        var integer = INTEGER.matcher(text);
        if (integer.matches()) {
            var magnitude = magnitude(integer.group(2));
            var number = integer.group(1).equals("-") ? magnitude.negate() : magnitude;
            return Optional.of(
                    number.bitLength() < Long.SIZE ? Value.of(number.longValue()) : Value.of(number.doubleValue()));
        }
        if (!REAL.matcher(text).matches()) {
            return Optional.empty();
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? Optional.of(Value.of(number)) : Optional.empty();
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

    private static Optional<Value> decoded(String text) {
        try {
            return Optional.of(Value.of(new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
