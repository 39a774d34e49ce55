package io.headwater.server.telemetry;

/** A text that is not well formed, or too large. The message says where and what was expected. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 40;

    Malformed(String message) {
        super(message);
    }

    /** @param found what stands in the text, shown in part when it is long */
    static Malformed found(String found, String expected) {
        var shown = found.length() <= SHOWN ? found : found.substring(0, SHOWN) + "…";
        return new Malformed("\"" + shown + "\" (expected: " + expected + ")");
    }
}
