package io.headwater.adapters.microprofile;

import io.headwater.client.ConfigClient;
import io.headwater.client.ConfigView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings as properties, as they hold at the moment of each call. A list of plain values is joined by commas, with a
 * backslash before a comma or a backslash that belongs to a value; what is null is absent. Safe from any thread; a read costs a
 * look-up, and one in a new view a copy of it.
 */
public final class HeadwaterConfigSource implements ConfigSource, AutoCloseable {
    private final ConfigClient client;
    private final String prefix;
    private final int ordinal;
    private volatile Properties latest;

    /**
     * @param client belongs to the source from now on, and is closed with it
     * @param prefix the section to read, and to leave out of the names; empty for everything
     * @param ordinal system properties are 400, the environment is 300, a file is 100; the highest wins
     */
    public HeadwaterConfigSource(ConfigClient client, String prefix, int ordinal) {
        this.client = client;
        this.prefix = prefix.isEmpty() || prefix.endsWith(".") ? lower(prefix) : lower(prefix) + ".";
        this.ordinal = ordinal;
        this.latest = new Properties(client.view(), this.prefix);
    }

    @Override
    public Map<String, String> getProperties() {
        var view = client.view();
        var known = latest;
        if (!known.view().equals(view)) {
            known = new Properties(view, prefix);
            latest = known;
        }
        return known.byName();
    }

    @Override
    public Set<String> getPropertyNames() {
        return getProperties().keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return getProperties().get(name);
    }

    @Override
    public String getName() {
        return "headwater";
    }

    @Override
    public int getOrdinal() {
        return ordinal;
    }

    /** Closes the client. What it held can still be read. */
    @Override
    public void close() {
        client.close();
    }

    /** Says nothing of the values. */
    @Override
    public String toString() {
        return "headwater (" + client.state() + ")";
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private record Properties(ConfigView view, Map<String, String> byName) {
        Properties(ConfigView view, String prefix) {
            this(view, texts(view, prefix));
        }

        private static Map<String, String> texts(ConfigView view, String prefix) {
            var texts = new LinkedHashMap<String, String>();
            for (var setting : view.under(prefix)) {
                if (setting.key().length() > prefix.length()) {
                    add(texts, setting.key().substring(prefix.length()), setting.value());
                }
            }
            return Collections.unmodifiableMap(texts);
        }

        private static void add(Map<String, String> texts, String name, @Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, inner) -> add(texts, name + "." + key, inner));
            } else if (value instanceof List<?> list && isPlain(list)) {
                texts.put(name, list.stream().map(Properties::escaped).collect(Collectors.joining(",")));
            } else if (value instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    add(texts, name + "[" + i + "]", list.get(i));
                }
            } else if (value != null) {
                texts.put(name, value.toString());
            }
        }

        private static boolean isPlain(List<?> list) {
            return list.stream().noneMatch(each -> each == null || each instanceof List || each instanceof Map);
        }

        private static String escaped(Object value) {
            return value.toString().replace("\\", "\\\\").replace(",", "\\,");
        }
    }
}
