package io.headwater.core.settings;

import io.headwater.core.feed.Draft;
import io.headwater.core.feed.Feed;
import io.headwater.core.feed.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Layers of settings, and what they come to. Every key is kept in each layer that holds it; the highest layer's value, with the
 * name of the layer, is what the feed says.
 *
 * <p>Safe from any thread; one writer at a time. It is the only writer of its feed. Keys ignore case. Setting or unsetting a key
 * costs O(log n), replacing a layer a pass over all keys.
 */
public final class Resolver {
    /*
     * Readers of the feed may keep layers of their own: each put is laid into the layer that it names as its source, and only a
     * put that names a layer as cleared takes something out. So whatever this resolver once sent as the winner of a key is still
     * there on the far side, under the layers that won later, and would surface the day they go. Two habits keep such a reader
     * right. A layer that goes is cleared by a put even when something above it goes on winning, if it ever was the winner; and
     * where several go at once they are cleared from the lowest up, so that the reader shows the old value until the last step
     * and never one of those in between. A value that changes beneath the winner needs no put: it is sent when it wins.
     *
     * Order of locks: writing, then the feed's.
     */
    private final Schema schema;
    private final Cast cast;
    private final Feed<String, Setting> feed;
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<String, Layers> layersByKey = new ConcurrentHashMap<>();

    /** Begins with the schema's defaults, as one change set. The feed must be empty. */
    public Resolver(Schema schema, Cast cast, Feed<String, Setting> feed) {
        this.schema = schema;
        this.cast = cast;
        this.feed = feed;
        var defaults = new TreeMap<String, Layers>();
        for (var declaration : schema.declarations()) {
            var value = declaration.byDefault();
            if (value != null) {
                defaults.put(declaration.key(), Layers.NONE.with(Source.DEFAULT, new Given(value, Place.SCHEMA)));
            }
        }
        write("headwater", "the schema's defaults", defaults);
    }

    public Schema schema() {
        return schema;
    }

    /** What every key resolves to. Only this resolver writes it. */
    public Feed<String, Setting> feed() {
        return feed;
    }

    /** What the key resolves to, or null for nothing. Takes no lock. */
    public @Nullable Setting get(String key) {
        return feed.head().get(Schema.normal(key));
    }

    /**
     * Lets a layer hold a value.
     *
     * @return refused when the schema does not declare the key, the value cannot become what it declares, or the layer is fixed
     */
    public Outcome set(String key, Value value, Source source, String author, String reason) {
        if (source.isFixed()) {
            return fixed(key, source, author);
        }
        var declaration = schema.find(key).or(() -> schema.findRenamed(key)).orElse(null);
        var admission = new Admission(schema, cast);
        var given = new Given(value, new Place.InCall(author));
        if (declaration == null) {
            admission.unknown(Schema.normal(key), given.place());
            return new Outcome.Refused(admission.problems().getFirst());
        }
        var admitted = admission.cast(declaration, source, given);
        if (admitted == null) {
            return new Outcome.Refused(admission.problems().getFirst());
        }
        return change(declaration.key(), source, new Given(admitted, given.place()), author, reason);
    }

    /**
     * Takes a value out of a layer; the next lower one that holds the key wins then. A layer that does not hold it stays as it is.
     *
     * @return refused when the key is neither declared nor held or groups settings, or the layer is fixed
     */
    public Outcome unset(String key, Source source, String author, String reason) {
        if (source.isFixed()) {
            return fixed(key, source, author);
        }
        var normal = schema.find(key)
                .or(() -> schema.findRenamed(key))
                .map(Declaration::key)
                .orElse(Schema.normal(key));
        if (schema.find(normal).isEmpty() && !layersByKey.containsKey(normal)) {
            var admission = new Admission(schema, cast);
            admission.unknown(normal, new Place.InCall(author));
            return new Outcome.Refused(admission.problems().getFirst());
        }
        return change(normal, source, null, author, reason);
    }

    /** {@link #replace(Map, String, String)} for one layer. */
    public Replacement replace(Source source, Map<String, Given> entries, String author, String reason) {
        return replace(Map.of(source, entries), author, reason);
    }

    /**
     * Lets layers hold these values and no others, as one change set; what stays the same is not written. An entry that may not
     * stand is left out, and the problem returned. Undeclared keys are kept, with a warning.
     */
    public Replacement replace(Map<Source, Map<String, Given>> entries, String author, String reason) {
        var admission = new Admission(schema, cast);
        writing.lock();
        try {
            var after = new TreeMap<String, Layers>();
            entries.forEach((source, given) -> {
                var admitted = admission.admit(source, given);
                var keys = new TreeSet<>(admitted.keySet());
                layersByKey.forEach((key, layers) -> {
                    if (layers.has(source)) {
                        keys.add(key);
                    }
                });
                for (var key : keys) {
                    var layers = after.getOrDefault(key, layersByKey.getOrDefault(key, Layers.NONE));
                    after.put(key, layers.with(source, admitted.get(key)));
                }
            });
            var before = feed.head().revision();
            var revision = write(author, reason, after);
            return new Replacement(revision, !revision.equals(before), List.copyOf(admission.problems()));
        } finally {
            writing.unlock();
        }
    }

    /** Every layer that holds the key, the winner first. */
    public Explanation explain(String key) {
        var normal = schema.find(key)
                .or(() -> schema.findRenamed(key))
                .map(Declaration::key)
                .orElse(Schema.normal(key));
        var layers = layersByKey.getOrDefault(normal, Layers.NONE).explained();
        return new Explanation(normal, schema.find(normal).orElse(null), layers);
    }

    private static Outcome fixed(String key, Source source, String author) {
        return new Outcome.Refused(new Problem(
                Problem.Kind.FIXED_SOURCE,
                new Place.InCall(author),
                Schema.normal(key),
                null,
                "a source that can change while the server runs, not " + source,
                "use " + Source.CLI));
    }

    private Outcome change(String key, Source source, @Nullable Given given, String author, String reason) {
        writing.lock();
        try {
            var before = feed.head().get(key);
            var layers = layersByKey.getOrDefault(key, Layers.NONE).with(source, given);
            var revision = write(author, reason, Map.of(key, layers));
            var now = feed.head().get(key);
            return isSame(before, now) ? new Outcome.Unchanged(now) : new Outcome.Changed(before, now, revision);
        } finally {
            writing.unlock();
        }
    }

    private Revision write(String author, String reason, Map<String, Layers> after) {
        var written = new ArrayList<Runnable>(after.size());
        var head = feed.write(
                author,
                reason,
                draft -> after.forEach((key, layers) -> {
                    var told = tell(draft, key, layers);
                    written.add(() -> keep(key, told));
                }));
        // Only now, so that a write that failed leaves the layers as the feed still tells them.
        written.forEach(Runnable::run);
        return head.revision();
    }

    private void keep(String key, Layers layers) {
        if (layers.isEmpty()) {
            layersByKey.remove(key);
        } else {
            layersByKey.put(key, layers);
        }
    }

    /** Writes what readers must be told about a key whose layers are these now. */
    private static Layers tell(Draft<String, Setting> draft, String key, Layers layers) {
        var winner = layers.winner();
        var told = draft.get(key);
        var stale = layers.stale();
        if (winner == null) {
            if (told != null) {
                stale.stream()
                        .filter(source -> source != told.source())
                        .forEach(source -> draft.put(key, clearing(told, source)));
                draft.remove(key);
            }
            return layers;
        }
        stale.forEach(source -> draft.put(key, clearing(winner, source)));
        if (stale.isEmpty() && (told == null || !told.sameAs(winner))) {
            draft.put(key, winner);
        }
        return layers.told(winner.source(), stale);
    }

    private static boolean isSame(@Nullable Setting one, @Nullable Setting other) {
        return one == null ? other == null : other != null && one.sameAs(other);
    }

    private static Setting clearing(Setting setting, Source cleared) {
        return new Setting(setting.value(), setting.source(), cleared);
    }
}
