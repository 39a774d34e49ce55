package io.headwater.client.internal.bind;

import io.headwater.client.ConfigReader;
import io.headwater.client.Setting;
import io.headwater.client.SettingException;
import io.headwater.client.internal.values.Read;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one component of a record is filled. */
sealed interface Slot {
    /** What stands at the key, or null when nothing does or when it does not fit; the latter is a problem. */
    @Nullable
    Object at(String key, ConfigReader reader, Problems problems);

    /** What a component holds: {@link #at}, where nothing is a problem too. */
    default @Nullable Object fill(String key, ConfigReader reader, Problems problems) {
        int before = problems.count();
        var value = at(key, reader, problems);
        if (value == null && problems.count() == before) {
            problems.add(key + ": nothing (expected: " + expected() + ")");
        }
        return value;
    }

    String expected();

    record One(Read<?> read) implements Slot {
        @Override
        public @Nullable Object at(String key, ConfigReader reader, Problems problems) {
            try {
                return Read.optional(reader, key, read).orElse(null);
            } catch (SettingException wrong) {
                problems.add(String.valueOf(wrong.getMessage()));
                return null;
            }
        }

        @Override
        public String expected() {
            return read.expected();
        }
    }

    record Nested(Shape<?> shape) implements Slot {
        @Override
        public @Nullable Object at(String key, ConfigReader reader, Problems problems) {
            boolean isThere = reader.under(key).stream().map(Setting::value).anyMatch(value -> value != null);
            return isThere ? fill(key, reader, problems) : null;
        }

        @Override
        public @Nullable Object fill(String key, ConfigReader reader, Problems problems) {
            return shape.read(key, reader, problems);
        }

        @Override
        public String expected() {
            return "a section";
        }
    }

    record Maybe(Slot slot) implements Slot {
        @Override
        public Optional<Object> at(String key, ConfigReader reader, Problems problems) {
            return Optional.ofNullable(slot.at(key, reader, problems));
        }

        @Override
        public String expected() {
            return slot.expected();
        }
    }
}
