package io.headwater.client.internal.bind;

import io.headwater.client.ConfigReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a record is built from the settings under a key: its constructor, and a slot for each of its components. */
final class Shape<R extends Record> {
    /** Between a small letter or digit and a capital, and before the last capital of several: {@code maxURLLength}. */
    private static final Pattern WORDS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private record Component(String name, Slot slot) {}

    private final Constructor<R> constructor;
    private final List<Component> components;

    private Shape(Constructor<R> constructor, List<Component> components) {
        this.constructor = constructor;
        this.components = components;
    }

    /**
     * Looks at a record's type once.
     *
     * @param around the records that it is nested in
     * @throws IllegalArgumentException naming the component that cannot be bound, or why the record cannot be built at all
     */
    static <R extends Record> Shape<R> of(Class<R> type, Set<Class<?>> around) {
        if (!type.isRecord() || around.contains(type)) {
            throw new IllegalArgumentException(
                    type.getName() + " (expected: a record that does not stand inside itself)");
        }
        var outer = new HashSet<>(around);
        outer.add(type);
        var components = new ArrayList<Component>();
        for (var component : type.getRecordComponents()) {
            var name = type.getSimpleName() + "." + component.getName();
            components.add(
                    new Component(snake(component.getName()), Slots.of(component.getGenericType(), name, outer)));
        }
        return new Shape<>(constructor(type), List.copyOf(components));
    }

    private static <R extends Record> Constructor<R> constructor(Class<R> type) {
        var types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException | InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    type.getName() + " (expected: a record in a package that is open to reflection)", closed);
        }
    }

    private static String snake(String name) {
        return WORDS.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    /** The record, or null with at least one problem more. */
    @Nullable
    R read(String prefix, ConfigReader reader, Problems problems) {
        int before = problems.count();
        var values = new @Nullable Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            var component = components.get(i);
            var key = prefix.isEmpty() ? component.name() : prefix + "." + component.name();
            values[i] = component.slot().fill(key, reader, problems);
        }
        return problems.count() == before ? build(prefix, values, problems) : null;
    }

    private @Nullable R build(String prefix, @Nullable Object[] values, Problems problems) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            var why = refused.getCause();
            if (why instanceof VirtualMachineError fatal) {
                throw fatal;
            }
            var message = why instanceof IllegalArgumentException && why.getMessage() != null
                    ? why.getMessage()
                    : String.valueOf(why);
            problems.add(prefix.isEmpty() ? message : prefix + ": " + message);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(constructor.toString(), impossible);
        }
        return null;
    }
}
