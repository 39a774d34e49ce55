package io.headwater.core.settings;

import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong with what a source says. Holds no sensitive value, so it may be logged and shown.
 *
 * @param place where; for a call, who made it
 * @param key the setting or the name concerned; null when it is the document as a whole
 * @param value what was found, or {@link #HIDDEN}; null when there is nothing to show
 * @param expected what should have been there instead
 * @param hint the next step; null when {@code expected} says it all
 */
public record Problem(
        Kind kind,
        Place place,
        @Nullable String key,
        @Nullable String value,
        String expected,
        @Nullable String hint) {
    /** Stands for a sensitive value. */
    public static final String HIDDEN = "********";

    private static final int LONGEST_VALUE = 80;

    /** What is wrong. */
    public enum Kind {
        /** The file or directory cannot be read, or is larger than allowed. */
        UNREADABLE,
        /** The document is no YAML, or none that is accepted. It says nothing at all then. */
        BROKEN_DOCUMENT,
        /** A file holds more than one document. Only the first is read. */
        SECOND_DOCUMENT,
        /** A key stands twice in one mapping. The last one counts. */
        DUPLICATE_KEY,
        /** The schema does not declare the key. From a file it is kept all the same. */
        UNKNOWN_KEY,
        /** An environment variable that looks like the agent's but is not. It is ignored. */
        UNKNOWN_VARIABLE,
        /** The key has a newer name. The value counts. */
        RENAMED_KEY,
        /** The key names a group of settings, so it cannot hold a value itself. The entry is ignored. */
        NOT_A_SETTING,
        /** The value cannot become the declared type. It is ignored. */
        WRONG_TYPE,
        /** The layer takes no changes while the server runs. */
        FIXED_SOURCE,
        /** The value is outside what the schema allows. It is ignored. */
        NOT_ALLOWED,
        /** A variable that is not in the format its setting asks for. It counts as empty. */
        UNPARSED,
        /** A secret could not be resolved. Its reference stays in place. */
        UNRESOLVED_SECRET,
        /** The schema itself is wrong. */
        BROKEN_SCHEMA
    }

    /** Whether something that was written does not count, or not as written. The rest are warnings. */
    public boolean isError() {
        return switch (kind) {
            case UNREADABLE,
                    BROKEN_DOCUMENT,
                    SECOND_DOCUMENT,
                    DUPLICATE_KEY,
                    NOT_A_SETTING,
                    WRONG_TYPE,
                    FIXED_SOURCE,
                    NOT_ALLOWED,
                    UNPARSED,
                    UNRESOLVED_SECRET,
                    BROKEN_SCHEMA -> true;
            case UNKNOWN_KEY, UNKNOWN_VARIABLE, RENAMED_KEY -> false;
        };
    }

    /** A value as a message shows it: on one line, and not at length. */
    public static String shown(Value value) {
        var text = value.toString().replaceAll("\\s+", " ");
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    /** {@code place: key: value (expected: rule); hint}. */
    @Override
    public String toString() {
        return place + ": " + withoutPlace();
    }

    /** The same for somebody who knows the place. */
    public String withoutPlace() {
        var text = new StringJoiner(": ");
        if (key != null) {
            text.add(key);
        }
        if (value != null) {
            text.add(value);
        }
        return text + (text.length() == 0 ? "(expected: " : " (expected: ") + expected + ")"
                + (hint == null ? "" : "; " + hint);
    }
}
