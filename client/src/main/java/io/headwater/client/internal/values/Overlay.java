package io.headwater.client.internal.values;

import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a process lays over the server's settings: overrides of its own, and a {@code log_level} that follows a key of its own.
 * Immutable.
 */
public final class Overlay {
    public static final String LOG_LEVEL = "log_level";
    /** The source of what the process said itself. */
    public static final String LOCAL = "local";

    public static final Overlay NONE = new Overlay(Map.of(), null);

    private static final String FOLDED = "agent-runtime";
    private static final List<String> RANKS = List.of(
            "schema",
            "default",
            "unknown",
            "infra-mode",
            "file",
            "environment-variable",
            "fleet-policies",
            "config-post-init",
            "secret",
            FOLDED,
            "local-config-process",
            "remote-config",
            "cli");
    private static final double EXACT = 0x1p53;

    private final SettingTable overrides;
    private final @Nullable String logLevelFrom;

    /**
     * @param overrides values as {@link #settings} takes them
     * @param logLevelFrom the key that {@code log_level} follows, such as {@code apm_config.log_level}; null for none
     * @throws IllegalArgumentException when a value is of no type that a setting has, or the key is {@code log_level} itself
     */
    public Overlay(Map<String, Object> overrides, @Nullable String logLevelFrom) {
        this.overrides = SettingTable.of(settings(overrides));
        this.logLevelFrom = logLevelFrom == null ? null : logLevelFrom.toLowerCase(Locale.ROOT);
        if (LOG_LEVEL.equals(this.logLevelFrom)) {
            throw new IllegalArgumentException("log level from: " + LOG_LEVEL + " (expected: another key)");
        }
    }

    /**
     * What a process says itself, as settings: of source {@link #LOCAL} and {@link Provenance#LOCAL}, with keys in lower case and
     * values of the types that {@link Setting#value} names.
     *
     * @throws IllegalArgumentException naming the key, when a value is of no such type and cannot be made one
     */
    public static List<Setting> settings(Map<String, ?> values) {
        var settings = new ArrayList<Setting>();
        values.forEach((key, value) -> settings.add(new Setting(key, normal(key, value), LOCAL, Provenance.LOCAL)));
        return settings;
    }

    private static @Nullable Object normal(String key, @Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof String || value instanceof Long) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            boolean isWhole = number == Math.rint(number) && Math.abs(number) <= EXACT;
            return isWhole ? (Object) (long) number : (Object) number;
        }
        if (value instanceof Collection<?> list) {
            var elements = new ArrayList<@Nullable Object>();
            list.forEach(element -> elements.add(normal(key, element)));
            return Collections.unmodifiableList(elements);
        }
        if (value instanceof Map<?, ?> map) {
            var entries = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((name, entry) -> entries.put(String.valueOf(name), normal(key, entry)));
            return Collections.unmodifiableMap(entries);
        }
        if (value instanceof Enum<?> || value instanceof CharSequence) {
            return value.toString();
        }
        throw new IllegalArgumentException(key + ": " + value.getClass().getName()
                + " (expected: a text, a number, a boolean, or a list or map of these)");
    }

    /** The whole table under this overlay. */
    SettingTable over(SettingTable server) {
        var table = server;
        for (var setting : overrides.settings()) {
            table = table.with(setting);
        }
        var level = effective(LOG_LEVEL, server);
        return level.isPresent() ? table.with(level.get()) : table;
    }

    /** One setting under this overlay. */
    Optional<Setting> effective(String key, SettingTable server) {
        var override = overrides.find(key);
        if (override.isPresent() || logLevelFrom == null || !key.equals(LOG_LEVEL)) {
            return override.or(() -> server.find(key));
        }
        var base = server.find(key);
        var level = effective(logLevelFrom, server).orElse(null);
        boolean follows = level != null && level.value() instanceof String text && !text.isEmpty();
        if (level == null || !follows || base.filter(Overlay::isAboveFolded).isPresent()) {
            return base;
        }
        return Optional.of(new Setting(LOG_LEVEL, level.value(), FOLDED, level.provenance()));
    }

    /** The keys whose effective setting may move when this one does, in order. */
    List<String> movedBy(String key) {
        if (!key.equals(logLevelFrom)) {
            return List.of(key);
        }
        return key.compareTo(LOG_LEVEL) < 0 ? List.of(key, LOG_LEVEL) : List.of(LOG_LEVEL, key);
    }

    private static boolean isAboveFolded(Setting base) {
        return RANKS.indexOf(base.source()) > RANKS.indexOf(FOLDED);
    }
}
