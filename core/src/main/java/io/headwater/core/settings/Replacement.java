package io.headwater.core.settings;

import io.headwater.core.feed.Revision;
import java.util.List;

/**
 * What came of replacing layers.
 *
 * @param revision the feed's revision that says it
 * @param changed whether anything was written
 * @param problems entries that did not count, or not as written, and warnings
 */
public record Replacement(Revision revision, boolean changed, List<Problem> problems) {
    public Replacement {
        problems = List.copyOf(problems);
    }
}
