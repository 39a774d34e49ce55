package io.headwater.client.agent;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The files of a flare: under names that stay where they are put, and no larger than a server takes. */
final class FlareFiles {
    static final int MOST_BYTES = 5 << 20;

    /** A server takes less the more agents it asks; this much it takes from each of eight. */
    static final int MOST_TOGETHER = 32 << 20;

    private static final int LONGEST_NAME = 100;

    private FlareFiles() {}

    /** For each name a safe one: without directories or characters that a file system may trip over, and none twice. */
    static Map<String, String> safeNames(Set<String> names) {
        var safe = new LinkedHashMap<String, String>();
        var taken = new HashSet<String>();
        for (var name : names) {
            var base = safe(name);
            var distinct = base;
            for (int i = 2; !taken.add(distinct); i++) {
                distinct = i + "-" + base;
            }
            safe.put(name, distinct);
        }
        return safe;
    }

    private static String safe(String name) {
        var kept = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[.]+", "_");
        return kept.length() <= LONGEST_NAME
                ? kept
                : kept.substring(kept.length() - LONGEST_NAME).replaceAll("^[.]", "_");
    }

    static ByteString cut(byte[] content) {
        if (content.length <= MOST_BYTES) {
            return ByteString.copyFrom(content);
        }
        var note = ByteString.copyFromUtf8("\n[cut here: " + content.length + " bytes, at most " + MOST_BYTES + "]\n");
        return ByteString.copyFrom(content, 0, MOST_BYTES - note.size()).concat(note);
    }

    static ByteString failed(String reason) {
        return ByteString.copyFromUtf8("this file could not be made: " + reason + "\n");
    }

    /** What goes beyond the bound for all of them is left out, and says so. */
    static Map<String, ByteString> bounded(Map<String, ByteString> files) {
        var bounded = new LinkedHashMap<String, ByteString>();
        long bytes = 0;
        for (var file : files.entrySet()) {
            bytes += file.getValue().size();
            bounded.put(
                    file.getKey(),
                    bytes <= MOST_TOGETHER
                            ? file.getValue()
                            : failed("the files before it fill the " + MOST_TOGETHER + " bytes that a flare may have"));
        }
        return bounded;
    }
}
