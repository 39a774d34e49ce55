package io.headwater.client.internal.values;

import io.headwater.client.Change;
import io.headwater.client.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Settings in the order of their keys. Immutable: an edit costs one copy of the references. */
public final class SettingTable {
    public static final SettingTable EMPTY = new SettingTable(new String[0], new Setting[0]);

    private final String[] keys;
    private final Setting[] settings;

    private SettingTable(String[] keys, Setting[] settings) {
        this.keys = keys;
        this.settings = settings;
    }

    /** Of two settings with the same key the later one counts. */
    public static SettingTable of(Collection<Setting> settings) {
        var sorted = new TreeMap<String, Setting>();
        for (var setting : settings) {
            sorted.put(setting.key(), setting);
        }
        return new SettingTable(
                sorted.keySet().toArray(new String[0]), sorted.values().toArray(new Setting[0]));
    }

    public Optional<Setting> find(String key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? Optional.empty() : Optional.of(settings[at]);
    }

    /** The setting with this key and all whose keys begin with it and a dot; all for an empty prefix. */
    public List<Setting> under(String prefix) {
        var section = section(prefix);
        if (section.isEmpty()) {
            return settings();
        }
        // Other keys may sort between the section's own and those under it: '-' comes before '.', and '/' right after
        // it.
        var under = settings().subList(firstFrom(section + "."), firstFrom(section + "/"));
        var own = find(section);
        if (own.isEmpty()) {
            return under;
        }
        var both = new ArrayList<Setting>(under.size() + 1);
        both.add(own.get());
        both.addAll(under);
        return Collections.unmodifiableList(both);
    }

    /** Whether a key is among those that {@link #under} gives. */
    public static Predicate<String> isUnder(String prefix) {
        var section = section(prefix.toLowerCase(Locale.ROOT));
        var below = section + ".";
        return key -> section.isEmpty() || key.equals(section) || key.startsWith(below);
    }

    private static String section(String prefix) {
        return prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private int firstFrom(String key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? -at - 1 : at;
    }

    /** A view, not a copy. */
    public List<Setting> settings() {
        return Collections.unmodifiableList(Arrays.asList(settings));
    }

    public SettingTable with(Setting setting) {
        int at = Arrays.binarySearch(keys, setting.key());
        if (at >= 0) {
            var replaced = settings.clone();
            replaced[at] = setting;
            return new SettingTable(keys, replaced);
        }
        int place = -at - 1;
        var moreKeys = new String[keys.length + 1];
        var moreSettings = new Setting[keys.length + 1];
        System.arraycopy(keys, 0, moreKeys, 0, place);
        System.arraycopy(settings, 0, moreSettings, 0, place);
        moreKeys[place] = setting.key();
        moreSettings[place] = setting;
        System.arraycopy(keys, place, moreKeys, place + 1, keys.length - place);
        System.arraycopy(settings, place, moreSettings, place + 1, keys.length - place);
        return new SettingTable(moreKeys, moreSettings);
    }

    public SettingTable without(String key) {
        int place = Arrays.binarySearch(keys, key);
        if (place < 0) {
            return this;
        }
        var fewerKeys = new String[keys.length - 1];
        var fewerSettings = new Setting[keys.length - 1];
        System.arraycopy(keys, 0, fewerKeys, 0, place);
        System.arraycopy(settings, 0, fewerSettings, 0, place);
        System.arraycopy(keys, place + 1, fewerKeys, place, fewerKeys.length - place);
        System.arraycopy(settings, place + 1, fewerSettings, place, fewerKeys.length - place);
        return new SettingTable(fewerKeys, fewerSettings);
    }

    /**
     * What leads from an earlier table to this one, in the order of the keys. A setting that differs in its source or provenance
     * alone is a change.
     */
    public List<Change> since(SettingTable earlier) {
        var changes = new ArrayList<Change>();
        int was = 0;
        int is = 0;
        while (was < earlier.keys.length || is < keys.length) {
            int order = was == earlier.keys.length ? 1 : is == keys.length ? -1 : earlier.keys[was].compareTo(keys[is]);
            var before = order <= 0 ? earlier.settings[was++] : null;
            var after = order >= 0 ? settings[is++] : null;
            if (before == null || !before.equals(after)) {
                changes.add(new Change((before == null ? keys[is - 1] : before.key()), before, after));
            }
        }
        return changes;
    }

    public int size() {
        return keys.length;
    }
}
