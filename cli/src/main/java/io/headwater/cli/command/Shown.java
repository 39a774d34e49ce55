package io.headwater.cli.command;

import com.google.protobuf.Timestamp;
import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Json;
import io.headwater.cli.render.Printable;
import io.headwater.wire.admin.v1.Setting;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How what a server says is shown: to a person as text, to a program as data. */
final class Shown {
    private Shown() {}

    /** The value alone, safe for a terminal. */
    static String value(Setting setting) {
        return Printable.of(Json.plain(setting.getJson()));
    }

    /** The value and who gave it. */
    static String setting(Setting setting) {
        return value(setting) + " (" + Printable.of(setting.getSource()) + ")";
    }

    static Map<String, @Nullable Object> data(Setting setting) {
        return Fields.of(
                "key", setting.getKey(), "value", Json.parse(setting.getJson()), "source", setting.getSource());
    }

    static @Nullable Map<String, @Nullable Object> valueAndSource(boolean present, Setting setting) {
        return present ? Fields.of("value", Json.parse(setting.getJson()), "source", setting.getSource()) : null;
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
