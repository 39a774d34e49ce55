package io.headwater.client;

/** A setting could not be read as asked. The message names the key, the source and the rule; a secret's value is never in it. */
public abstract sealed class SettingException extends RuntimeException
        permits SettingException.Missing, SettingException.WrongType {
    private static final long serialVersionUID = 1;

    private final String key;

    private SettingException(String key, String message) {
        super(message);
        this.key = key;
    }

    public String key() {
        return key;
    }

    /** Nobody said anything about a key that is required. */
    public static final class Missing extends SettingException {
        private static final long serialVersionUID = 1;

        /** @param hint what to do next, to follow the message; may be empty */
        public Missing(String key, String hint) {
            super(key, key + ": nothing (expected: a value)" + hint);
        }
    }

    /** The value is not, and cannot be made, what was asked for. */
    public static final class WrongType extends SettingException {
        private static final long serialVersionUID = 1;

        /** @param expected the rule that the value breaks, such as {@code a whole number} */
        public WrongType(Setting setting, String expected) {
            super(setting.key(), setting + " (expected: " + expected + ")");
        }
    }
}
