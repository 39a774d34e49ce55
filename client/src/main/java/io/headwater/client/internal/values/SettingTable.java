package io.headwater.client.internal.values;

import io.headwater.client.Change;
import io.headwater.client.Setting;
import io.headwater.client.internal.Pending;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Settings in the order of their keys. Immutable: an edit costs one copy of the references. */
public final class SettingTable {
    public static final SettingTable EMPTY = new SettingTable();

    private SettingTable() {}

    /** Of two settings with the same key the later one counts. */
    public static SettingTable of(Collection<Setting> settings) {
        return Pending.yet(settings);
    }

    public Optional<Setting> find(String key) {
        return Pending.yet(key);
    }

    public List<Setting> under(String prefix) {
        return Pending.yet(prefix);
    }

    public List<Setting> settings() {
        return Pending.yet();
    }

    public SettingTable with(Setting setting) {
        return Pending.yet(setting.key());
    }

    public SettingTable without(String key) {
        return Pending.yet(key);
    }

    /** What leads from an earlier table to this one, in the order of the keys. A setting whose source alone changed is a change. */
    public List<Change> since(SettingTable earlier) {
        return Pending.yet(earlier);
    }

    public int size() {
        return Pending.yet();
    }
}
