package io.headwater.core.settings;

import io.headwater.core.settings.Value.Bool;
import io.headwater.core.settings.Value.Items;
import io.headwater.core.settings.Value.Mapping;
import io.headwater.core.settings.Value.Nothing;
import io.headwater.core.settings.Value.Real;
import io.headwater.core.settings.Value.Text;
import io.headwater.core.settings.Value.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value what its setting is declared to hold, exactly as far as the real agent does.
 *
 * <p>What the agent reads as zero or as empty because it could not make sense of it is no value here. Immutable and safe from
 * any thread.
 */
public final class Cast {
    /** Two to the 63rd: the first double that a long cannot hold. */
    private static final double BEYOND_LONG = 0x1p63;

    private final JsonReader json;

    /** @param json reads the text that stands for a mapping, as an environment variable gives one */
    public Cast(JsonReader json) {
        this.json = json;
    }

    /** The value as {@code type}, or nothing when it cannot be that. A null is never anything but a null. */
    public Optional<Value> to(Type type, Value value) {
        return switch (type) {
            case BOOLEAN -> bool(value);
            case INTEGER -> whole(value);
            case NUMBER -> real(value);
            case STRING -> text(value);
            case DURATION -> duration(value);
            case STRINGS -> strings(value);
            case INTEGERS -> value instanceof Items items ? each(items, Cast::whole) : Optional.empty();
            // The agent leaves a text in place of a list as it is, and so do its readers.
            case LIST -> value instanceof Items || value instanceof Text ? Optional.of(value) : Optional.empty();
            case MAPPING, MAP_OF_STRINGS, MAP_OF_NUMBERS, MAP_OF_STRING_LISTS -> mapping(type, value);
            case ANY -> Optional.of(value);
        };
    }

    private static Optional<Value> bool(Value value) {
        return switch (value) {
            case Bool _ -> Optional.of(value);
            case Whole(var number) -> Optional.of(Value.of(number != 0));
            case Real(var number) -> Optional.of(Value.of(number != 0));
            case Text(var text) -> GoText.toBoolean(text).map(Value::of);
            case Nothing _, Items _, Mapping _ -> Optional.empty();
        };
    }

    private static Optional<Value> whole(Value value) {
        return switch (value) {
            case Whole _ -> Optional.of(value);
            case Bool(var flag) -> Optional.of(Value.of(flag ? 1L : 0L));
            case Real(var number) -> truncated(number);
            case Text(var text) ->
                text.isEmpty()
                        ? Optional.of(Value.of(0L))
                        : GoText.toInteger(text).map(Value::of);
            case Nothing _, Items _, Mapping _ -> Optional.empty();
        };
    }

    private static Optional<Value> truncated(double number) {
        boolean fits = number >= -BEYOND_LONG && number < BEYOND_LONG;
        return fits ? Optional.of(Value.of((long) number)) : Optional.empty();
    }

    private static Optional<Value> real(Value value) {
        return switch (value) {
            case Real _ -> Optional.of(value);
            case Whole(var number) -> Optional.of(Value.of((double) number));
            case Bool(var flag) -> Optional.of(Value.of(flag ? 1.0 : 0.0));
            case Text(var text) ->
                text.isEmpty()
                        ? Optional.of(Value.of(0.0))
                        : GoText.toReal(text).map(Value::of);
            case Nothing _, Items _, Mapping _ -> Optional.empty();
        };
    }

    private static Optional<Value> text(Value value) {
        return switch (value) {
            case Text _ -> Optional.of(value);
            case Bool _, Whole _, Real _ -> Optional.of(Value.of(value.toString()));
            case Nothing _, Items _, Mapping _ -> Optional.empty();
        };
    }

    private static Optional<Value> duration(Value value) {
        return switch (value) {
            case Whole _ -> Optional.of(value);
            case Real(var number) -> truncated(number);
            case Text(var text) -> GoText.toNanos(text).map(Value::of);
            case Nothing _, Bool _, Items _, Mapping _ -> Optional.empty();
        };
    }

    private static Optional<Value> strings(Value value) {
        return switch (value) {
            case Items items -> each(items, item -> item instanceof Nothing ? Optional.of(Value.of("")) : text(item));
            case Text(var text) -> Optional.of(Value.of(GoText.words(text)));
            case Bool _, Whole _, Real _ -> Optional.of(Value.of(List.of(value.toString())));
            case Nothing _, Mapping _ -> Optional.empty();
        };
    }

    private static Optional<Value> each(Items items, Function<Value, Optional<Value>> cast) {
        var values = new ArrayList<Value>(items.values().size());
        for (var item : items.values()) {
            var value = cast.apply(item);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(new Items(values));
    }

    /*
     * A mapping of a document is taken as it stands. One that comes as text is decoded into the declared type, and there the
     * agent insists on what it maps to.
     */
    private Optional<Value> mapping(Type type, Value value) {
        return switch (value) {
            case Mapping _ -> Optional.of(value);
            case Text(var text) ->
                json.read(text).filter(read -> read instanceof Mapping mapping && fits(type, mapping));
            case Nothing _, Bool _, Whole _, Real _, Items _ -> Optional.empty();
        };
    }

    private static boolean fits(Type type, Mapping mapping) {
        var values = mapping.fields().values();
        return switch (type) {
            case MAP_OF_STRINGS -> values.stream().allMatch(Text.class::isInstance);
            case MAP_OF_NUMBERS -> values.stream().allMatch(Cast::isNumber);
            case MAP_OF_STRING_LISTS -> values.stream().allMatch(Cast::isTexts);
            case BOOLEAN, INTEGER, NUMBER, STRING, DURATION, STRINGS, INTEGERS, LIST, MAPPING, ANY -> true;
        };
    }

    private static boolean isNumber(@Nullable Value value) {
        return value instanceof Whole || value instanceof Real;
    }

    private static boolean isTexts(@Nullable Value value) {
        return value instanceof Items items && items.values().stream().allMatch(Text.class::isInstance);
    }
}
