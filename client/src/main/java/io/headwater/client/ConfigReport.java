package io.headwater.client;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a process runs with, for people: a status section, a file of a flare, the output of a {@code config} command. */
public final class ConfigReport {
    private ConfigReport() {}

    /**
     * One line for each setting: key, value, the source that won, and whether it came from the stream, the cache or this process.
     * The values of secrets are asterisks.
     */
    public static String of(Collection<Setting> settings) {
        var report = new StringBuilder();
        settings.forEach(setting -> report.append(setting)
                .append(", ")
                .append(words(setting.provenance()))
                .append('\n'));
        return report.toString();
    }

    /** How the client is, how many settings it holds, and how many of them came from where. */
    public static Map<String, String> summary(ClientState state, ConfigView view) {
        var counts = new EnumMap<Provenance, Integer>(Provenance.class);
        view.settings().forEach(setting -> counts.merge(setting.provenance(), 1, Integer::sum));
        var summary = new LinkedHashMap<String, String>();
        summary.put("state", state.toString());
        summary.put("settings", Integer.toString(view.settings().size()));
        counts.forEach((provenance, count) -> summary.put(words(provenance), Integer.toString(count)));
        if (view.sequence() >= 0) {
            summary.put("sequence", Integer.toString(view.sequence()));
        }
        return summary;
    }

    private static String words(Provenance provenance) {
        return switch (provenance) {
            case STREAM -> "from the stream";
            case CACHE -> "from the cache";
            case LOCAL -> "from this process";
        };
    }
}
