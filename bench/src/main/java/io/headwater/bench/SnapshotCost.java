package io.headwater.bench;

import io.headwater.core.feed.Entry;
import io.headwater.core.feed.Feed;
import io.headwater.core.feed.Snapshot;
import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Resolver;
import io.headwater.core.settings.Setting;
import io.headwater.server.agents.ConfigEvents;
import io.headwater.server.sources.JsonText;
import io.headwater.server.sources.SchemaFiles;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What it costs the server to make a snapshot's bytes, in a process of its own. Cold: of settings none of which has been
 * encoded before. Cached: of one that was made before, as for every subscriber after the first at a revision.
 */
final class SnapshotCost {
    private static final int FEW = 350;
    private static final int WARM_UP = 400;
    private static final int SAMPLES = 201;
    private static final int CACHED_CALLS = 1_000_000;

    private final ConfigEvents events = new ConfigEvents("datadog.yaml", Integer.MAX_VALUE);
    private final List<Entry<String, Setting>> settings = new ArrayList<>();

    private SnapshotCost() {
        var cast = new Cast(new JsonText());
        var feed = feed();
        var _ = new Resolver(new SchemaFiles(cast).builtIn().schema(), cast, feed);
        feed.head().forEach(settings::add);
    }

    public static void main(String... args) {
        var cost = new SnapshotCost();
        System.out.printf(
                "ok cold350=%d cached350=%d coldSchema=%d settings=%d%n",
                cost.coldNanos(FEW), cost.cachedPicos(FEW), cost.coldNanos(cost.settings.size()), cost.settings.size());
    }

    private long coldNanos(int count) {
        var nanos = new long[SAMPLES];
        for (int i = -WARM_UP; i < SAMPLES; i++) {
            var snapshot = fresh(count);
            long start = System.nanoTime();
            events.bytes(snapshot);
            nanos[Math.max(i, 0)] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[SAMPLES / 2];
    }

    private long cachedPicos(int count) {
        var snapshot = fresh(count);
        long bytes = 0;
        long start = 0;
        for (int i = -CACHED_CALLS; i < CACHED_CALLS; i++) {
            if (i == 0) {
                start = System.nanoTime();
            }
            bytes += events.bytes(snapshot).length;
        }
        long picos = (System.nanoTime() - start) * 1_000 / CACHED_CALLS;
        return bytes > 0 ? picos : 0;
    }

    /** A snapshot of entries that nothing has been encoded of yet. */
    private Snapshot<String, Setting> fresh(int count) {
        return feed().write(
                        "bench",
                        "cold",
                        draft -> settings.subList(0, count).forEach(each -> draft.put(each.key(), each.value())));
    }

    private static Feed<String, Setting> feed() {
        return Feed.builder(Clock.systemUTC()).<String, Setting>build(_ -> 1);
    }
}
