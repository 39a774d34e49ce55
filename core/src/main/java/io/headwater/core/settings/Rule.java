package io.headwater.core.settings;

import io.headwater.core.settings.Value.Bool;
import io.headwater.core.settings.Value.Items;
import io.headwater.core.settings.Value.Mapping;
import io.headwater.core.settings.Value.Nothing;
import io.headwater.core.settings.Value.Real;
import io.headwater.core.settings.Value.Text;
import io.headwater.core.settings.Value.Whole;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A limit that a schema sets to a setting's value beyond its type. As in JSON Schema, a rule for one kind of value says nothing
 * about the others.
 *
 * @param keyword the schema's word for it
 * @param expected what to write, in the words of an error message
 */
public record Rule(String keyword, String expected, Predicate<Value> test) {
    public boolean allows(Value value) {
        return test.test(value);
    }

    public static Rule oneOf(List<Value> allowed) {
        var expected = allowed.stream().map(Value::toString).collect(Collectors.joining(", ", "one of ", ""));
        return new Rule("enum", expected, allowed::contains);
    }

    public static Rule minimum(double least) {
        return new Rule("minimum", ">= " + Value.of(least), number(value -> value >= least));
    }

    public static Rule maximum(double most) {
        return new Rule("maximum", "<= " + Value.of(most), number(value -> value <= most));
    }

    /** The pattern may match anywhere in the text. */
    public static Rule pattern(Pattern pattern) {
        return new Rule(
                "pattern",
                "text that matches " + pattern,
                value -> !(value instanceof Text(var text))
                        || pattern.matcher(text).find());
    }

    public static Rule minLength(long least) {
        return new Rule(
                "minLength",
                "at least " + least + " characters",
                value -> !(value instanceof Text(var text)) || text.codePointCount(0, text.length()) >= least);
    }

    public static Rule maxLength(long most) {
        return new Rule(
                "maxLength",
                "at most " + most + " characters",
                value -> !(value instanceof Text(var text)) || text.codePointCount(0, text.length()) <= most);
    }

    public static Rule minItems(long least) {
        return new Rule("minItems", "at least " + least + " items", items(values -> values.size() >= least));
    }

    public static Rule maxItems(long most) {
        return new Rule("maxItems", "at most " + most + " items", items(values -> values.size() <= most));
    }

    public static Rule uniqueItems() {
        return new Rule("uniqueItems", "no item twice", items(values -> new HashSet<>(values).size() == values.size()));
    }

    public static Rule required(List<String> names) {
        return new Rule(
                "required",
                "a mapping with " + String.join(", ", names),
                value -> !(value instanceof Mapping(var fields))
                        || fields.keySet().containsAll(names));
    }

    private static Predicate<Value> number(Predicate<Double> test) {
        return value -> switch (value) {
            case Whole(var number) -> test.test((double) number);
            case Real(var number) -> test.test(number);
            case Nothing _, Bool _, Text _, Items _, Mapping _ -> true;
        };
    }

    private static Predicate<Value> items(Predicate<List<Value>> test) {
        return value -> !(value instanceof Items(var values)) || test.test(values);
    }
}
