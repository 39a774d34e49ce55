package io.headwater.server.sources;

import io.headwater.core.settings.Value;
import io.headwater.core.settings.Value.Items;
import io.headwater.core.settings.Value.Mapping;
import io.headwater.core.settings.Value.Text;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A text {@code ENC[handle]} in the place of a secret, at any depth of a value. */
final class SecretReference {
    private static final String OPEN = "ENC[";
    private static final String CLOSE = "]";

    private SecretReference() {}

    /** Whether the value is nothing but a reference. */
    static boolean isOne(Value value) {
        return value instanceof Text(var text) && handle(text).isPresent();
    }

    /** Adds every handle that the value refers to. */
    static void collect(Value value, Set<String> handles) {
        switch (value) {
            case Text(var text) -> handle(text).ifPresent(handles::add);
            case Items(var items) -> items.forEach(item -> collect(item, handles));
            case Mapping(var fields) -> fields.values().forEach(field -> collect(field, handles));
            case Value.Nothing _, Value.Bool _, Value.Whole _, Value.Real _ -> {}
        }
    }

    /** The value with every reference that has a secret replaced by it. */
    static Value filled(Value value, Map<String, String> secrets) {
        return switch (value) {
            case Text(var text) -> handle(text).map(secrets::get).map(Value::of).orElse(value);
            case Items(var items) ->
                new Items(items.stream().map(item -> filled(item, secrets)).toList());
            case Mapping(var fields) -> {
                var filled = new LinkedHashMap<String, Value>();
                fields.forEach((name, field) -> filled.put(name, filled(field, secrets)));
                yield new Mapping(filled);
            }
            case Value.Nothing _, Value.Bool _, Value.Whole _, Value.Real _ -> value;
        };
    }

    private static Optional<String> handle(String text) {
        var stripped = text.strip();
        return stripped.startsWith(OPEN) && stripped.endsWith(CLOSE)
                ? Optional.of(stripped.substring(OPEN.length(), stripped.length() - CLOSE.length()))
                : Optional.empty();
    }
}
