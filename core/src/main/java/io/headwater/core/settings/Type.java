package io.headwater.core.settings;

/** What a setting is declared to hold. */
public enum Type {
    BOOLEAN("true or false"),
    INTEGER("a whole number"),
    NUMBER("a number"),
    STRING("text"),
    DURATION("a duration such as 1m30s, or whole nanoseconds"),
    STRINGS("a list of texts"),
    INTEGERS("a list of whole numbers"),
    LIST("a list"),
    MAPPING("a mapping"),
    MAP_OF_STRINGS("a mapping to texts"),
    MAP_OF_NUMBERS("a mapping to numbers"),
    MAP_OF_STRING_LISTS("a mapping to lists of texts"),

    /** Declared without a type, or without a default that would give one: whatever was written. */
    ANY("anything");

    private final String expected;

    Type(String expected) {
        this.expected = expected;
    }

    /** What to write, in the words of an error message. */
    public String expected() {
        return expected;
    }
}
