package io.headwater.client.internal.bind;

import io.headwater.client.internal.values.Read;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the slot for a component's type. */
final class Slots {
    private static final String TYPES =
            "a text, a number, a boolean, Duration, Path, URI, an enum or a record, a List of those"
                    + " but records, a Map from String, or an Optional of any";

    private static final Map<Class<?>, Read<?>> SCALARS = Map.ofEntries(
            Map.entry(String.class, Read.STRING),
            Map.entry(int.class, Read.INT),
            Map.entry(Integer.class, Read.INT),
            Map.entry(long.class, Read.LONG),
            Map.entry(Long.class, Read.LONG),
            Map.entry(short.class, Read.whole(Short.MIN_VALUE, Short.MAX_VALUE, number -> (short) number)),
            Map.entry(Short.class, Read.whole(Short.MIN_VALUE, Short.MAX_VALUE, number -> (short) number)),
            Map.entry(byte.class, Read.whole(Byte.MIN_VALUE, Byte.MAX_VALUE, number -> (byte) number)),
            Map.entry(Byte.class, Read.whole(Byte.MIN_VALUE, Byte.MAX_VALUE, number -> (byte) number)),
            Map.entry(double.class, Read.DOUBLE),
            Map.entry(Double.class, Read.DOUBLE),
            Map.entry(float.class, Read.of("a number", Slots::single)),
            Map.entry(Float.class, Read.of("a number", Slots::single)),
            Map.entry(boolean.class, Read.BOOLEAN),
            Map.entry(Boolean.class, Read.BOOLEAN),
            Map.entry(char.class, Read.of("one character", Slots::character)),
            Map.entry(Character.class, Read.of("one character", Slots::character)),
            Map.entry(Duration.class, Read.DURATION),
            Map.entry(Path.class, Read.of("a path", Slots::path)),
            Map.entry(URI.class, Read.of("a URI", Slots::uri)));

    private Slots() {}

    /**
     * The slot for a type.
     *
     * @param component what to call it in an error
     * @param around the records that it stands in
     * @throws IllegalArgumentException when no setting can be read as that type
     */
    static Slot of(Type type, String component, Set<Class<?>> around) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            var inner = of(generic.getActualTypeArguments()[0], component, around);
            if (inner instanceof Slot.Maybe) {
                throw unsupported(component, type);
            }
            return new Slot.Maybe(inner);
        }
        if (type instanceof Class<?> record && record.isRecord()) {
            return new Slot.Nested(Shape.of(record.asSubclass(Record.class), around));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            var element = generic.getActualTypeArguments()[0];
            return new Slot.One(isAny(element) ? Read.LIST : list(required(element, type, component)));
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() == Map.class
                && generic.getActualTypeArguments()[0] == String.class) {
            var value = generic.getActualTypeArguments()[1];
            return new Slot.One(isAny(value) ? Read.MAP : Read.mapOf(required(value, type, component)));
        }
        return new Slot.One(required(type, type, component));
    }

    private static <T> Read<List<T>> list(Read<T> element) {
        return Read.listOf(element, "a list, each " + element.expected());
    }

    private static Read<?> required(Type type, Type outer, String component) {
        var read = scalar(type);
        if (read == null) {
            throw unsupported(component, outer);
        }
        return read;
    }

    private static @Nullable Read<?> scalar(Type type) {
        return type instanceof Class<?> plain && plain.isEnum()
                ? constant(plain.getEnumConstants())
                : SCALARS.get(type);
    }

    private static boolean isAny(Type type) {
        return type == Object.class
                || (type instanceof WildcardType wildcard && wildcard.getUpperBounds()[0] == Object.class);
    }

    private static IllegalArgumentException unsupported(String component, Type type) {
        return new IllegalArgumentException(component + ": " + type.getTypeName() + " (expected: " + TYPES + ")");
    }

    private static Read<Object> constant(Object[] constants) {
        var byName = new LinkedHashMap<String, Object>();
        for (var constant : constants) {
            byName.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT), constant);
        }
        return Read.of(
                "one of " + String.join(", ", byName.keySet()),
                value -> value instanceof String text
                        ? Optional.ofNullable(
                                byName.get(text.toLowerCase(Locale.ROOT).replace('-', '_')))
                        : Optional.empty());
    }

    private static Optional<Float> single(Object value) {
        return Read.DOUBLE.convert(value).map(Double::floatValue).filter(number -> Float.isFinite(number));
    }

    private static Optional<Character> character(Object value) {
        return Read.STRING.convert(value).filter(text -> text.length() == 1).map(text -> text.charAt(0));
    }

    private static Optional<Path> path(Object value) {
        try {
            return value instanceof String text ? Optional.of(Path.of(text)) : Optional.empty();
        } catch (InvalidPathException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<URI> uri(Object value) {
        try {
            return value instanceof String text ? Optional.of(URI.create(text)) : Optional.empty();
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
