package io.headwater.core.settings;

import io.headwater.core.feed.Change;
import io.headwater.core.feed.Weigher;
import org.jspecify.annotations.Nullable;

/** How much a change of a setting keeps alive: what it was, what it is, and the bytes it is sent as. */
public final class SettingWeigher implements Weigher<String, Setting> {
    /** An object, its fields, and the references to it. */
    private static final int ANYTHING = 64;

    /** Two bytes at the most in memory, and about one on the wire. */
    private static final int CHARACTER = 3;

    @Override
    public int weigh(Change<String, Setting> change) {
        int now = switch (change) {
            case Change.Put<String, Setting> put -> weight(put.entry().value());
            case Change.Removal<String, Setting> _ -> ANYTHING;
        };
        return weight(change.key()) + weight(change.before()) + now;
    }

    private static int weight(@Nullable Setting setting) {
        return setting == null ? 0 : weight(setting.value());
    }

    private static int weight(Value value) {
        int inside = switch (value) {
            case Value.Nothing _, Value.Bool _, Value.Whole _, Value.Real _ -> 0;
            case Value.Text(var text) -> weight(text);
            case Value.Items(var values) ->
                values.stream().mapToInt(SettingWeigher::weight).sum();
            case Value.Mapping(var fields) ->
                fields.entrySet().stream()
                        .mapToInt(field -> weight(field.getKey()) + weight(field.getValue()))
                        .sum();
        };
        return ANYTHING + inside;
    }

    private static int weight(String text) {
        return CHARACTER * text.length();
    }
}
