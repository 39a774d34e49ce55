package io.headwater.server.admin;

import com.google.protobuf.Timestamp;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import java.time.Instant;
import java.util.regex.Pattern;

/** How settings are shown to people: sensitive values never are. */
final class Display {
    private static final String HIDDEN = "\"********\"";

    /** A reference to a secret is not one. */
    private static final Pattern HANDLE = Pattern.compile("ENC\\[[^\\]]*]");

    private final Schema schema;

    Display(Schema schema) {
        this.schema = schema;
    }

    io.headwater.wire.admin.v1.Setting setting(String key, Value value, Source source) {
        boolean hidden = isSensitive(key, source) && !isHandle(value);
        return io.headwater.wire.admin.v1.Setting.newBuilder()
                .setKey(key)
                .setSource(source.wireName())
                .setJson(hidden ? HIDDEN : JsonText.of(value))
                .setRedacted(hidden)
                .build();
    }

    io.headwater.wire.admin.v1.Setting setting(String key, io.headwater.core.settings.Setting setting) {
        return setting(key, setting.value(), setting.source());
    }

    static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private boolean isSensitive(String key, Source source) {
        return source == Source.SECRET
                || schema.find(key).map(declaration -> declaration.sensitive()).orElse(false);
    }

    private static boolean isHandle(Value value) {
        return value instanceof Value.Text(var text)
                && (text.isEmpty() || HANDLE.matcher(text).matches());
    }
}
