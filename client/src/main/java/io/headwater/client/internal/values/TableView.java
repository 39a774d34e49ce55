package io.headwater.client.internal.values;

import io.headwater.client.ConfigView;
import io.headwater.client.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A table of settings, and where on which stream it was so. */
public record TableView(SettingTable table, long stream, int sequence, String origin, Instant at)
        implements ConfigView {
    @Override
    public Optional<Setting> find(String key) {
        return table.find(key.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<Setting> under(String prefix) {
        return table.under(prefix.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<Setting> settings() {
        return table.settings();
    }
}
