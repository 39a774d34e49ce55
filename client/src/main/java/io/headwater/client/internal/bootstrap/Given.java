package io.headwater.client.internal.bootstrap;

import java.util.Optional;
import java.util.Set;

/**
 * What one source says of one key.
 *
 * @param where the variable, or the file and the line
 * @param key the key that the source gives, in the source's own terms
 * @param text the value, without its quotes
 * @param isPlain whether it stood in YAML without quotes, where {@code yes} is a boolean
 */
record Given(String where, String key, String text, boolean isPlain) {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");
    private static final Set<String> YES = Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON");
    private static final Set<String> NO = Set.of("n", "N", "no", "No", "NO", "off", "Off", "OFF");

    static Given byDefault(String key, String text) {
        return new Given("default", key, text, false);
    }

    static Given variable(String name, String text) {
        return new Given(name, name, text, false);
    }

    boolean asBoolean() {
        return booleanOf(text).orElseThrow(() -> problem("true or false"));
    }

    private Optional<Boolean> booleanOf(String word) {
        if (TRUE.contains(word) || (isPlain && YES.contains(word))) {
            return Optional.of(true);
        }
        return FALSE.contains(word) || (isPlain && NO.contains(word)) ? Optional.of(false) : Optional.empty();
    }

    int asPort() {
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > 65535) {
            throw problem("a port, 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    IllegalArgumentException problem(String expected) {
        var name = where.equals(key) ? key : where + ": " + key;
        return new IllegalArgumentException(name + ": " + text + " (expected: " + expected + ")");
    }
}
