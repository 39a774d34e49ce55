package io.headwater.client.internal.values;

import io.headwater.client.ConfigView;
import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings for tests. */
public final class TestSettings {
    private TestSettings() {}

    public static Setting file(String key, @Nullable Object value) {
        return ofSource("file", key, value);
    }

    public static Setting ofSource(String source, String key, @Nullable Object value) {
        return new Setting(key, value, source, Provenance.STREAM);
    }

    public static ConfigView view(Setting... settings) {
        return new TableView(SettingTable.of(List.of(settings)), 1, 0, "datadog.yaml", Instant.EPOCH);
    }
}
