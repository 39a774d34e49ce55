package io.headwater.client;

import java.util.List;

/**
 * The changes that became visible together, at most one for a key, in the order of the keys. Immutable.
 *
 * @param view all settings after these changes. A listener that was slow gets what it missed folded into one batch, so the
 *     view is always the one that belongs to the last change
 */
public record ChangeBatch(List<Change> changes, ConfigView view) {
    public ChangeBatch {
        changes = List.copyOf(changes);
    }
}
