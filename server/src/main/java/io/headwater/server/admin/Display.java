package io.headwater.server.admin;

import com.google.protobuf.Timestamp;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import io.headwater.server.sources.Disclosure;
import java.time.Instant;

/** How settings are shown to people: sensitive values never are. */
final class Display {
    private final Disclosure disclosure;

    Display(Schema schema) {
        this.disclosure = new Disclosure(schema);
    }

    io.headwater.wire.admin.v1.Setting setting(String key, Value value, Source source) {
        return io.headwater.wire.admin.v1.Setting.newBuilder()
                .setKey(key)
                .setSource(source.wireName())
                .setJson(disclosure.json(key, value, source))
                .setRedacted(disclosure.hides(key, value, source))
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
}
