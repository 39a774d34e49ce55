package io.headwater.core.settings;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What a setting can hold. Immutable; equal when it says the same. {@code toString} gives the text that a person would write in
 * a configuration file; it hides nothing, so a sensitive value must not reach it.
 */
public sealed interface Value {
    /** A key with nothing behind it. Never the value of a resolved setting; it may stand inside a list or a mapping. */
    record Nothing() implements Value {
        @Override
        public String toString() {
            return "null";
        }
    }

    record Bool(boolean value) implements Value {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** A number without a fraction. Durations are whole nanoseconds. */
    record Whole(long value) implements Value {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** Any other number. Infinity and NaN can be written in a configuration file, but not in JSON. */
    record Real(double value) implements Value {
        @Override
        public String toString() {
            if (Double.isInfinite(value)) {
                return value > 0 ? "+Inf" : "-Inf";
            }
            return Double.isNaN(value)
                    ? "NaN"
                    : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }
    }

    record Text(String value) implements Value {
        @Override
        public String toString() {
            return value;
        }
    }

    record Items(List<Value> values) implements Value {
        public Items {
            values = List.copyOf(values);
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /** Keeps the order in which the fields were given, but two mappings are equal in any order. */
    record Mapping(Map<String, Value> fields) implements Value {
        public Mapping {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String toString() {
            var text = new StringJoiner(", ", "{", "}");
            fields.forEach((name, value) -> text.add(name + ": " + value));
            return text.toString();
        }
    }

    Value NOTHING = new Nothing();

    static Value of(boolean value) {
        return new Bool(value);
    }

    static Value of(long value) {
        return new Whole(value);
    }

    static Value of(double value) {
        return new Real(value);
    }

    static Value of(String value) {
        return new Text(value);
    }

    static Value of(List<String> texts) {
        var values = new ArrayList<Value>(texts.size());
        texts.forEach(text -> values.add(of(text)));
        return new Items(values);
    }
}
