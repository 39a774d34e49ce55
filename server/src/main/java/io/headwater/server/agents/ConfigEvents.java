package io.headwater.server.agents;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import io.headwater.core.feed.Change;
import io.headwater.core.feed.Delivery;
import io.headwater.core.feed.Encoder;
import io.headwater.core.feed.Entry;
import io.headwater.core.feed.Revision;
import io.headwater.core.feed.Snapshot;
import io.headwater.core.settings.Setting;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigUpdate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of {@code datadog.model.v1.ConfigEvent} for what the settings feed delivers. Safe from any thread; what it makes
 * is shared by all streams.
 */
public final class ConfigEvents {
    /*
     * A setting is field 3 of a snapshot and field 3 of an update, so the bytes of that field, tag and length included, are
     * made once for each entry of the feed and serve both: an update is a dozen bytes in front of them, a snapshot is all of
     * them in a row. Only an update that clears a layer says something that the entry does not, and is made by itself.
     *
     * All streams share one event, so its sequence number is a function of the revision alone: it rises by one with each
     * change, which is what consumers insist on, and a stream on which it would start again is ended instead.
     */
    private final Encoder<Entry<String, Setting>> settingField =
            entry -> field(setting(entry.key(), entry.value()).build());
    private final Encoder<Change<String, Setting>> update = this::encodeUpdate;
    private final Encoder<Snapshot<String, Setting>> snapshot = this::encodeSnapshot;

    private final String origin;
    private final int maxBytes;

    /**
     * @param origin base name of the main configuration file, or {@code core-agent}
     * @param maxBytes the largest snapshot that is sent
     */
    public ConfigEvents(String origin, int maxBytes) {
        this.origin = origin;
        this.maxBytes = maxBytes;
    }

    /** The message for it. The first call for a delivery costs the encoding, later ones a field read; not to be written to. */
    public byte[] bytes(Delivery<String, Setting> delivery) {
        return switch (delivery) {
            case Snapshot<String, Setting> whole -> whole.encodedBy(snapshot);
            case Change<String, Setting> change -> change.encodedBy(update);
        };
    }

    /** The number on the wire of what has this revision. */
    static int sequenceOf(Revision revision) {
        return (int) (revision.value() % Integer.MAX_VALUE);
    }

    private byte[] encodeUpdate(Change<String, Setting> change) {
        var header = ConfigUpdate.newBuilder()
                .setOrigin(origin)
                .setSequenceId(sequenceOf(change.revision()))
                .build()
                .toByteString();
        return event(ConfigEvent.UPDATE_FIELD_NUMBER, header.concat(changedField(change)));
    }

    private ByteString changedField(Change<String, Setting> change) {
        return switch (change) {
            case Change.Put<String, Setting> put -> {
                var cleared = put.entry().value().cleared();
                yield ByteString.copyFrom(
                        cleared == null
                                ? put.entry().encodedBy(settingField)
                                : field(setting(put.key(), put.entry().value())
                                        .setUnsetSource(cleared.wireName())
                                        .build()));
            }
            case Change.Removal<String, Setting> removal ->
                ByteString.copyFrom(field(ConfigSetting.newBuilder()
                        .setKey(removal.key())
                        .setUnsetSource(clearedBy(removal.before()).wireName())
                        .build()));
        };
    }

    private static Source clearedBy(@Nullable Setting before) {
        return before == null ? Source.UNKNOWN : before.source();
    }

    private byte[] encodeSnapshot(Snapshot<String, Setting> whole) {
        var fields = new ArrayList<byte[]>(whole.size());
        whole.forEach(entry -> fields.add(entry.encodedBy(settingField)));
        var header = ConfigSnapshot.newBuilder()
                .setOrigin(origin)
                .setSequenceId(sequenceOf(whole.revision()))
                .build();
        long length = header.getSerializedSize();
        for (var field : fields) {
            length += field.length;
        }
        if (length > maxBytes) {
            throw new SnapshotTooLargeException(length, maxBytes);
        }
        return written(ConfigEvent.SNAPSHOT_FIELD_NUMBER, (int) length, out -> {
            header.writeTo(out);
            for (var field : fields) {
                out.writeRawBytes(field);
            }
        });
    }

    private static byte[] event(int fieldNumber, ByteString body) {
        return written(fieldNumber, body.size(), out -> out.writeRawBytes(body));
    }

    private static byte[] field(ConfigSetting setting) {
        return written(ConfigUpdate.SETTING_FIELD_NUMBER, setting.getSerializedSize(), setting::writeTo);
    }

    private static byte[] written(int fieldNumber, int length, Body body) {
        int tagAndLength =
                CodedOutputStream.computeTagSize(fieldNumber) + CodedOutputStream.computeUInt32SizeNoTag(length);
        var bytes = new byte[tagAndLength + length];
        var out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeTag(fieldNumber, 2);
            out.writeUInt32NoTag(length);
            body.writeTo(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        out.checkNoSpaceLeft();
        return bytes;
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static ConfigSetting.Builder setting(String key, Setting setting) {
        return ConfigSetting.newBuilder()
                .setKey(key)
                .setSource(setting.source().wireName())
                .setValue(value(setting.value()));
    }

    private static com.google.protobuf.Value value(Value value) {
        var wire = com.google.protobuf.Value.newBuilder();
        switch (value) {
            case Value.Nothing() -> wire.setNullValue(NullValue.NULL_VALUE);
            case Value.Bool(var bool) -> wire.setBoolValue(bool);
            case Value.Whole(var whole) -> wire.setNumberValue((double) whole);
            case Value.Real(var real) -> wire.setNumberValue(real);
            case Value.Text(var text) -> wire.setStringValue(text);
            case Value.Items(var values) -> {
                var list = wire.getListValueBuilder();
                values.forEach(each -> list.addValues(value(each)));
            }
            case Value.Mapping(var fields) -> {
                var struct = Struct.newBuilder();
                fields.forEach((key, each) -> struct.putFields(key, value(each)));
                wire.setStructValue(struct);
            }
        }
        return wire.build();
    }

    /** The whole state does not fit into one message. */
    static final class SnapshotTooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SnapshotTooLargeException(long bytes, int max) {
            super("snapshot: " + bytes + " bytes (expected: <= " + max
                    + "); remove large settings or raise agent_ipc.grpc_max_message_size");
        }
    }
}
