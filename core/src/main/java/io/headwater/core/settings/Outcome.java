package io.headwater.core.settings;

import io.headwater.core.feed.Revision;
import org.jspecify.annotations.Nullable;

/** What came of setting or unsetting one key. */
public sealed interface Outcome {
    /**
     * The key now resolves to something else, or to the same from another source.
     *
     * @param before what it resolved to until now; null for nothing
     * @param now what it resolves to; null for nothing
     * @param revision the last revision that says so
     */
    record Changed(@Nullable Setting before, @Nullable Setting now, Revision revision) implements Outcome {}

    /**
     * The layer holds what was asked for, but the key resolves to what it did before.
     *
     * @param now what it resolves to; null for nothing
     */
    record Unchanged(@Nullable Setting now) implements Outcome {}

    /** Nothing was done. */
    record Refused(Problem problem) implements Outcome {}
}
