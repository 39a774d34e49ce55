package io.headwater.core.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a setting can hold. Immutable; equal when it says the same. */
public sealed interface Value {
    /** A key with nothing behind it. Never the value of a resolved setting; it may stand inside a list or a mapping. */
    record Nothing() implements Value {}

    record Bool(boolean value) implements Value {}

    /** A number without a fraction. Durations are whole nanoseconds. */
    record Whole(long value) implements Value {}

    /** Any other number; always finite. */
    record Real(double value) implements Value {
        public Real {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("number: " + value + " (expected: finite)");
            }
        }
    }

    record Text(String value) implements Value {}

    record Items(List<Value> values) implements Value {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Keeps the order in which the fields were given, but two mappings are equal in any order. */
    record Mapping(Map<String, Value> fields) implements Value {
        public Mapping {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
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
