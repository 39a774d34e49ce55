package io.headwater.cli.render;

/** Text that cannot steer a terminal: what is not printable becomes its escape. */
public final class Printable {
    private Printable() {}

    /** The text with every control character, line separator and direction mark escaped as in a Java or JSON string. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(Printable::steers)) {
            return text;
        }
        var safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (steers(c)) {
                safe.append(escape(c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    static boolean steers(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> c == 0x061C || (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x2069);
            default -> false;
        };
    }

    static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u%04x".formatted(c);
        };
    }
}
