package io.headwater.client.internal.values;

import io.headwater.client.ConfigReader;
import io.headwater.client.Setting;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A map put together from the settings under one key. */
final class Section {
    private final Map<String, @Nullable Object> root = new LinkedHashMap<>();

    private Section() {}

    /**
     * A setting whose value is the whole section. What the key itself holds comes first and the settings under it are laid over
     * that; a setting that stands where longer keys need a section gives way to them. A key that holds something other than a
     * map is given as it is.
     */
    static Optional<Setting> find(ConfigReader reader, String key) {
        var settings = reader.under(key);
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        var first = settings.get(0);
        int depth = segments(key).size();
        boolean own = segments(first.key()).size() == depth;
        boolean isMap = first.value() instanceof Map;
        if (own && first.value() != null && (!isMap || settings.size() == 1)) {
            return Optional.of(first);
        }
        var section = new Section();
        for (var setting : settings) {
            var path = segments(setting.key());
            section.lay(path.subList(depth, path.size()), setting.value());
        }
        return section.root.isEmpty() && !isMap
                ? Optional.empty()
                : Optional.of(new Setting(key, unmodifiable(section.root), first.source(), first.provenance()));
    }

    private static List<String> segments(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("\\."));
    }

    private void lay(List<String> path, @Nullable Object value) {
        if (value == null) {
            return;
        }
        if (path.isEmpty()) {
            layAll(root, (Map<?, ?>) value);
            return;
        }
        var map = root;
        for (var name : path.subList(0, path.size() - 1)) {
            map = sectionIn(map, name);
        }
        var name = path.get(path.size() - 1);
        if (value instanceof Map<?, ?> more) {
            layAll(sectionIn(map, name), more);
            return;
        }
        map.put(name, value);
    }

    private static void layAll(Map<String, @Nullable Object> over, Map<?, ?> values) {
        values.forEach((name, value) -> {
            if (value instanceof Map<?, ?> more) {
                layAll(sectionIn(over, String.valueOf(name)), more);
                return;
            }
            over.put(String.valueOf(name), value);
        });
    }

    /** Every map in here is of our own making, so that it may be added to. */
    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> sectionIn(Map<String, @Nullable Object> map, String name) {
        if (map.get(name) instanceof Map<?, ?> section) {
            return (Map<String, @Nullable Object>) section;
        }
        var section = new LinkedHashMap<String, @Nullable Object>();
        map.put(name, section);
        return section;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> unmodifiable(Map<String, @Nullable Object> map) {
        map.replaceAll((name, value) ->
                value instanceof Map<?, ?> section ? unmodifiable((Map<String, @Nullable Object>) section) : value);
        return Collections.unmodifiableMap(map);
    }
}
