package io.headwater.testkit;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigUpdate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedServer} says on a stream, in one line each. Meant for static import:
 *
 * <pre>{@code
 * server.send(snapshot(1, setting("log_level", "info", "file")));
 * server.send(update(2, setting("log_level", "debug", "cli")));
 * server.send(update(3, unset("log_level", "cli", "info", "file")));
 * }</pre>
 *
 * <p>Nothing is checked against the protocol: a script may break every rule of it.
 */
public final class Events {
    private static final String ORIGIN = "datadog.yaml";
    private static final int LARGE_VALUE_BYTES = 64 << 10;

    private Events() {}

    /**
     * A setting as it stands in a snapshot or an update.
     *
     * @param value {@code null}, a {@link Boolean}, {@link Number} or {@link String}, or a {@link List} or {@link Map} of these
     * @param source by its name on the wire, such as {@code file}
     */
    public static ConfigSetting setting(String key, @Nullable Object value, String source) {
        return ConfigSetting.newBuilder()
                .setKey(key)
                .setValue(value(value))
                .setSource(source)
                .build();
    }

    /**
     * A setting that says that a layer was cleared.
     *
     * @param cleared the source that says nothing any more
     * @param value what holds in its place
     * @param source where that comes from; empty when nothing is left
     */
    public static ConfigSetting unset(String key, String cleared, @Nullable Object value, String source) {
        return setting(key, value, source).toBuilder().setUnsetSource(cleared).build();
    }

    public static ConfigEvent snapshot(int sequence, ConfigSetting... settings) {
        return snapshot(sequence, List.of(settings));
    }

    public static ConfigEvent snapshot(int sequence, List<ConfigSetting> settings) {
        return ConfigEvent.newBuilder()
                .setSnapshot(ConfigSnapshot.newBuilder()
                        .setOrigin(ORIGIN)
                        .setSequenceId(sequence)
                        .addAllSettings(settings))
                .build();
    }

    /** A snapshot of at least so many bytes: the settings, and as many keys {@code padding.0}, {@code padding.1}, … as it takes. */
    public static ConfigEvent largeSnapshot(int sequence, int bytes, ConfigSetting... settings) {
        var large = snapshot(sequence, settings).toBuilder();
        for (int i = 0; i * LARGE_VALUE_BYTES < bytes; i++) {
            large.getSnapshotBuilder().addSettings(setting("padding." + i, "x".repeat(LARGE_VALUE_BYTES), "file"));
        }
        return large.build();
    }

    public static ConfigEvent update(int sequence, ConfigSetting setting) {
        return ConfigEvent.newBuilder()
                .setUpdate(ConfigUpdate.newBuilder()
                        .setOrigin(ORIGIN)
                        .setSequenceId(sequence)
                        .setSetting(setting))
                .build();
    }

    /** An event that is neither a snapshot nor an update, as one of a later protocol is to today's clients. */
    public static ConfigEvent unknown() {
        return ConfigEvent.getDefaultInstance();
    }

    private static Value value(@Nullable Object value) {
        var wire = Value.newBuilder();
        switch (value) {
            case null -> wire.setNullValue(NullValue.NULL_VALUE);
            case Boolean bool -> wire.setBoolValue(bool);
            case Number number -> wire.setNumberValue(number.doubleValue());
            case String text -> wire.setStringValue(text);
            case List<?> items -> {
                var list = ListValue.newBuilder();
                items.forEach(item -> list.addValues(value(item)));
                wire.setListValue(list);
            }
            case Map<?, ?> fields -> {
                var struct = Struct.newBuilder();
                fields.forEach((name, field) -> struct.putFields(String.valueOf(name), value(field)));
                wire.setStructValue(struct);
            }
            default ->
                throw new IllegalArgumentException(
                        "value: a " + value.getClass().getName()
                                + " (expected: null, a Boolean, Number or String, or a List or Map of these)");
        }
        return wire.build();
    }
}
