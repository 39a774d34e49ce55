package io.headwater.adapters.spring;

import io.headwater.client.ConfigClient;
import io.headwater.client.ConfigView;
import io.headwater.client.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * The settings as properties, as they hold at the moment of each call. A list is {@code key[0]}, {@code key[1]}, …, as in a YAML
 * file; what is null is absent. Safe from any thread; a read costs a look-up, and one in a new view a copy of it.
 */
final class HeadwaterPropertySource extends EnumerablePropertySource<ConfigClient> implements OriginLookup<String> {
    static final String NAME = "headwater";

    private final String prefix;
    private volatile Properties latest;

    /** @param prefix the section to read, and to leave out of the names; empty for everything */
    HeadwaterPropertySource(ConfigClient client, String prefix) {
        super(NAME, client);
        this.prefix = prefix.isEmpty() || prefix.endsWith(".") ? lower(prefix) : lower(prefix) + ".";
        this.latest = new Properties(client.view(), this.prefix);
    }

    @Override
    public String[] getPropertyNames() {
        return properties().names;
    }

    @Override
    public @Nullable Object getProperty(String name) {
        var property = properties().byName.get(name);
        return property == null ? null : property.value();
    }

    @Override
    public @Nullable Origin getOrigin(String name) {
        var property = properties().byName.get(name);
        return property == null ? null : new Layer(property.setting().source());
    }

    String prefix() {
        return prefix;
    }

    /** What a setting is called here. */
    String nameOf(String key) {
        return key.substring(prefix.length());
    }

    private Properties properties() {
        var known = latest;
        var view = getSource().view();
        if (!known.view.equals(view)) {
            known = new Properties(view, prefix);
            latest = known;
        }
        return known;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The layer that won, as Spring shows where a property is from. */
    private record Layer(String source) implements Origin {
        @Override
        public String toString() {
            return "Headwater, " + source;
        }
    }

    private record Property(Object value, Setting setting) {}

    /* Spring asks for the names before each look-up and compares arrays, so they are made once for a view. */
    private static final class Properties {
        private final ConfigView view;
        private final Map<String, Property> byName = new LinkedHashMap<>();
        private final String[] names;

        Properties(ConfigView view, String prefix) {
            this.view = view;
            for (var setting : view.under(prefix)) {
                if (setting.key().length() > prefix.length()) {
                    add(setting.key().substring(prefix.length()), setting.value(), setting);
                }
            }
            this.names = byName.keySet().toArray(String[]::new);
        }

        private void add(String name, @Nullable Object value, Setting setting) {
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, inner) -> add(name + "." + key, inner, setting));
            } else if (value instanceof List<?> list && !list.isEmpty()) {
                for (int i = 0; i < list.size(); i++) {
                    add(name + "[" + i + "]", list.get(i), setting);
                }
            } else if (value != null) {
                byName.put(name, new Property(value instanceof List ? "" : value, setting));
            }
        }
    }
}
