package io.headwater.core.settings;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a mistyped name most likely means. */
public final class Spelling {
    /** Longer names are not compared: nobody types them. */
    private static final int LONGEST = 200;

    private Spelling() {}

    /**
     * The known name with the fewest single-character edits to {@code name}, nothing when that takes more than a third of it.
     * Costs a pass over {@code known}.
     */
    public static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        int best = Math.max(1, Math.min(name.length() / 3, 6)) + 1;
        @Nullable String nearest = null;
        for (var candidate : known) {
            if (Math.abs(candidate.length() - name.length()) >= best) {
                continue;
            }
            int edits = edits(name, candidate, best);
            if (edits < best) {
                best = edits;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** How many characters to insert, delete, replace or swap with their neighbor; {@code enough} when it takes that many or more. */
    private static int edits(String from, String to, int enough) {
        var twoAgo = new int[to.length() + 1];
        var last = new int[to.length() + 1];
        var row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            int least = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + change);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    row[j] = Math.min(row[j], twoAgo[j - 2] + 1);
                }
                least = Math.min(least, row[j]);
            }
            if (least >= enough) {
                return enough;
            }
            var spare = twoAgo;
            twoAgo = last;
            last = row;
            row = spare;
        }
        return last[to.length()];
    }
}
