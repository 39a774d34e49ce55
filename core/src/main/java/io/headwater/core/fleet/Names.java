package io.headwater.core.fleet;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Makes names that clients choose safe to use as labels, directories and files. */
public final class Names {
    /** What common file systems allow for one name. */
    private static final int BYTES = 255;

    private Names() {}

    /**
     * The form of a display name that serves as a metric label and as a directory: lower case, a dash for each space, and an
     * underscore for whatever is neither letter nor digit nor one of {@code . _ -}.
     */
    public static String label(String displayName) {
        var label = new StringBuilder();
        displayName.toLowerCase(Locale.ROOT).codePoints().forEach(c -> label.appendCodePoint(inLabel(c)));
        return single(label.toString());
    }

    private static int inLabel(int c) {
        if (c == ' ') {
            return '-';
        }
        return Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-' ? c : '_';
    }

    /** The form of a file name that holds nothing but {@code a-z A-Z 0-9 - _ .}: an underscore stands for all else. */
    public static String file(String name) {
        return single(name.strip().replaceAll("[^a-zA-Z0-9._-]", "_"));
    }

    /** The name, or the name with a number before its extension when {@code taken} has it in upper or lower case; adds it. */
    public static String distinct(String name, Set<String> taken) {
        var free = name;
        for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
            int dot = name.lastIndexOf('.');
            var stem = dot > 0 ? name.substring(0, dot) : name;
            var tail = "-" + i + (dot > 0 ? name.substring(dot) : "");
            free = tail.length() < BYTES / 2 ? cut(stem, BYTES - bytes(tail)) + tail : cut(name, BYTES - 12) + "-" + i;
        }
        return free;
    }

    /** One path element: never empty, never a directory above, never longer than a file system takes. */
    private static String single(String name) {
        var cut = cut(name, BYTES);
        return cut.chars().allMatch(c -> c == '.') ? "_".repeat(Math.max(1, cut.length())) : cut;
    }

    private static String cut(String name, int most) {
        int end = name.length();
        while (bytes(name.substring(0, end)) > most) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end);
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
