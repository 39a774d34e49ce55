package io.headwater.cli.command;

import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Json;
import io.headwater.cli.render.Printable;
import io.headwater.wire.admin.v1.ChangeSettingResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a change came to, in words and as data. */
final class Change {
    private Change() {}

    static String label(String key) {
        return Printable.of(key) + ": ";
    }

    static String now(ChangeSettingResponse answer) {
        return answer.hasEffective() ? Shown.setting(answer.getEffective()) : "no value";
    }

    static String at(ChangeSettingResponse answer) {
        return ", revision " + answer.getRevision();
    }

    static Map<String, @Nullable Object> data(String key, ChangeSettingResponse answer) {
        var effective = answer.getEffective();
        return Fields.of(
                "key", answer.hasEffective() ? effective.getKey() : key,
                "value", answer.hasEffective() ? Json.parse(effective.getJson()) : null,
                "source", answer.hasEffective() ? effective.getSource() : null,
                "revision", answer.getRevision(),
                "changed", answer.getChanged());
    }
}
