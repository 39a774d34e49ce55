package io.headwater.client.internal.values;

import io.headwater.client.ConfigReader;
import io.headwater.client.Setting;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what a key that holds nothing may have been meant to be. */
final class Spelling {
    /** Longer keys are not compared: nobody types them. */
    private static final int LONGEST = 200;

    private static final int SUGGESTIONS = 3;

    private Spelling() {}

    /** What to add to the error; empty when nothing is close. Costs a pass over the settings. */
    static String hint(String key, ConfigReader reader) {
        var section = reader.under(key).stream()
                .map(Setting::key)
                .filter(known -> !known.equals(key))
                .findFirst();
        if (section.isPresent()) {
            return "; it is a section with keys such as " + section.get();
        }
        if (key.length() > LONGEST) {
            return "";
        }
        int most = Math.max(1, Math.min(key.length() / 3, 6));
        var nearest = reader.under("").stream()
                .map(Setting::key)
                .filter(known -> !known.equals(key) && Math.abs(known.length() - key.length()) <= most)
                .map(known -> Map.entry(known, edits(key, known)))
                .filter(known -> known.getValue() <= most)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(SUGGESTIONS)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
    }

    /** How many characters to insert, delete or replace. */
    private static int edits(String from, String to) {
        var last = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            var row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + change);
            }
            last = row;
        }
        return last[to.length()];
    }
}
