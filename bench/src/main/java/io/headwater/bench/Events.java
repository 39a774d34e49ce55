package io.headwater.bench;

import com.google.protobuf.Value;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigUpdate;

/** What the yardsticks send: messages of the agents' protocol, as large as the server's own. */
final class Events {
    /** A text setting that nothing reacts to. */
    static final String KEY = "hostname_file";

    /** Makes an update of 120 bytes. */
    static final int VALUE_LENGTH = 75;

    private static final String ORIGIN = "datadog.yaml";

    private Events() {}

    static ConfigEvent update(int sequence, Stamp stamp) {
        return ConfigEvent.newBuilder()
                .setUpdate(ConfigUpdate.newBuilder()
                        .setOrigin(ORIGIN)
                        .setSequenceId(sequence)
                        .setSetting(setting("cli", KEY, stamp.text(VALUE_LENGTH))))
                .build();
    }

    /** A snapshot of about {@code bytes} bytes. */
    static ConfigEvent snapshot(int sequence, int bytes) {
        var snapshot = ConfigSnapshot.newBuilder().setOrigin(ORIGIN).setSequenceId(sequence);
        int size = 0;
        for (int i = 0; size < bytes; i++) {
            var setting = setting("default", "bench.section_%04d.setting".formatted(i), "value-" + i);
            snapshot.addSettings(setting);
            size += setting.getSerializedSize() + 2;
        }
        return ConfigEvent.newBuilder().setSnapshot(snapshot).build();
    }

    private static ConfigSetting setting(String source, String key, String value) {
        return ConfigSetting.newBuilder()
                .setSource(source)
                .setKey(key)
                .setValue(Value.newBuilder().setStringValue(value))
                .build();
    }
}
