package io.headwater.client.internal.values;

import io.headwater.client.ConfigReader;
import io.headwater.client.Setting;
import io.headwater.client.SettingException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/** How a value is read as a type. Total: a value either converts or names the rule it breaks. */
public final class Read<T> {
    private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9]\\d{0,18})");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d{1,3})?");
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    /** No number of more characters is meant as one. */
    private static final int LONGEST_NUMBER = 400;

    private static final double TWO_TO_63 = 0x1p63;

    public static final Read<String> STRING = of("a text", Read::text);
    public static final Read<Integer> INT = whole(Integer.MIN_VALUE, Integer.MAX_VALUE, number -> (int) number);
    public static final Read<Long> LONG = whole(Long.MIN_VALUE, Long.MAX_VALUE, number -> number);
    public static final Read<Double> DOUBLE = of("a number", Read::real);
    public static final Read<Boolean> BOOLEAN = of("true or false", Read::bool);
    public static final Read<Duration> DURATION = of("a duration such as 90s, 1h30m or PT90S", Read::duration);
    public static final Read<List<?>> LIST =
            of("a list", value -> value instanceof List<?> list ? Optional.of(list) : Optional.empty());
    public static final Read<List<String>> STRINGS = listOf(STRING, "a list of texts");
    public static final Read<Map<String, ?>> MAP = new Read<>("a map", Section::find, Read::map);

    private final String expected;
    private final BiFunction<ConfigReader, String, Optional<Setting>> find;
    private final Function<Object, Optional<T>> conversion;

    private Read(
            String expected,
            BiFunction<ConfigReader, String, Optional<Setting>> find,
            Function<Object, Optional<T>> conversion) {
        this.expected = expected;
        this.find = find;
        this.conversion = conversion;
    }

    /**
     * Reads a single setting.
     *
     * @param conversion gives nothing for a value that breaks the rule
     */
    public static <T> Read<T> of(String expected, Function<Object, Optional<T>> conversion) {
        return new Read<>(expected, ConfigReader::find, conversion);
    }

    /** A whole number within bounds. */
    public static <T> Read<T> whole(long least, long most, LongFunction<T> as) {
        return of(
                "a whole number, " + least + " to " + most,
                value -> whole(value)
                        .filter(number -> number >= least && number <= most)
                        .map(as::apply));
    }

    /** A list, or the words of a text, each converted. */
    public static <T> Read<List<T>> listOf(Read<T> element, String expected) {
        return of(expected, value -> {
            if (value instanceof String text) {
                return all(
                        SPACE.splitAsStream(text)
                                .filter(word -> !word.isEmpty())
                                .toList(),
                        element);
            }
            return value instanceof List<?> list ? all(list, element) : Optional.empty();
        });
    }

    /** A map, each value of it converted. */
    public static <T> Read<Map<String, T>> mapOf(Read<T> value) {
        return new Read<>(
                "a map, each value " + value.expected,
                Section::find,
                map -> map(map).flatMap(raw -> {
                    var converted = new LinkedHashMap<String, T>();
                    raw.forEach((name, one) -> {
                        if (one != null) {
                            value.convert(one).ifPresent(as -> converted.put(name, as));
                        }
                    });
                    return converted.size() == raw.size()
                            ? Optional.of(Collections.unmodifiableMap(converted))
                            : Optional.empty();
                }));
    }

    private static <T> Optional<List<T>> all(List<?> values, Read<T> element) {
        var converted = new ArrayList<T>(values.size());
        for (var value : values) {
            var one = value == null ? Optional.<T>empty() : element.convert(value);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            converted.add(one.get());
        }
        return Optional.of(List.copyOf(converted));
    }

    public static <T> T required(ConfigReader reader, String key, Read<T> as) {
        return optional(reader, key, as).orElseThrow(() -> missing(reader, key));
    }

    public static <T> Optional<T> optional(ConfigReader reader, String key, Read<T> as) {
        var setting = as.find.apply(reader, key).orElse(null);
        if (setting == null || setting.value() == null) {
            return Optional.empty();
        }
        var converted = as.convert(setting.value());
        if (converted.isEmpty()) {
            throw new SettingException.WrongType(setting, as.expected);
        }
        return converted;
    }

    private static SettingException missing(ConfigReader reader, String key) {
        var name = key.toLowerCase(Locale.ROOT);
        return new SettingException.Missing(name, Spelling.hint(name, reader));
    }

    public Optional<T> convert(Object value) {
        return conversion.apply(value);
    }

    /** The rule, as an error says it. */
    public String expected() {
        return expected;
    }

    private static Optional<String> text(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < TWO_TO_63) {
            return Optional.of(new BigDecimal(number).toPlainString());
        }
        return value instanceof String || value instanceof Number || value instanceof Boolean
                ? Optional.of(value.toString())
                : Optional.empty();
    }

    private static Optional<Long> whole(Object value) {
        if (value instanceof Long number) {
            return Optional.of(number);
        }
        if (value instanceof Double number) {
            return number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63
                    ? Optional.of(number.longValue())
                    : Optional.empty();
        }
        if (!(value instanceof String text) || !WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        var exact = new BigDecimal(text).toBigInteger();
        return exact.bitLength() < Long.SIZE ? Optional.of(exact.longValue()) : Optional.empty();
    }

    private static Optional<Double> real(Object value) {
        if (value instanceof Number number) {
            return Optional.of(number.doubleValue());
        }
        return value instanceof String text
                        && text.length() <= LONGEST_NUMBER
                        && DECIMAL.matcher(text).matches()
                ? Optional.of(Double.valueOf(text)).filter(Double::isFinite)
                : Optional.empty();
    }

    private static Optional<Boolean> bool(Object value) {
        if (value instanceof Boolean already) {
            return Optional.of(already);
        }
        if (value instanceof String text && (TRUE.contains(text) || FALSE.contains(text))) {
            return Optional.of(TRUE.contains(text));
        }
        return Optional.empty();
    }

    private static Optional<Duration> duration(Object value) {
        return value instanceof String text
                ? DurationText.read(text)
                : whole(value).map(Duration::ofNanos);
    }

    @SuppressWarnings("unchecked")
    private static Optional<Map<String, ?>> map(Object value) {
        return value instanceof Map<?, ?> map ? Optional.of((Map<String, ?>) map) : Optional.empty();
    }
}
