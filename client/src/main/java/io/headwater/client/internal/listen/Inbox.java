package io.headwater.client.internal.listen;

import io.headwater.client.Change;
import io.headwater.client.ChangeBatch;
import io.headwater.client.ConfigView;
import io.headwater.client.Listening;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The batches that wait for one listener. When it is full, what comes is folded key by key into the last place, so that memory is
 * bounded by the keys and each key still ends at its last value. Not thread-safe.
 */
final class Inbox {
    private final Deque<ChangeBatch> waiting = new ArrayDeque<>();
    /** The last place, once the others are taken; empty until then. */
    private final TreeMap<String, Change> folding = new TreeMap<>();

    private @Nullable ConfigView foldedView;

    /** Whether the batch had to be folded. */
    boolean add(ChangeBatch batch) {
        if (folding.isEmpty() && waiting.size() < Listening.CAPACITY - 1) {
            waiting.add(batch);
            return false;
        }
        batch.changes().forEach(this::fold);
        foldedView = batch.view();
        return true;
    }

    private void fold(Change later) {
        var earlier = folding.get(later.key());
        var before = earlier == null ? later.before() : earlier.before();
        if (Objects.equals(before, later.after())) {
            folding.remove(later.key());
            return;
        }
        folding.put(later.key(), new Change(later.key(), before, later.after()));
    }

    /** The oldest batch, or null when none waits. */
    @Nullable
    ChangeBatch poll() {
        var oldest = waiting.poll();
        var view = foldedView;
        if (oldest != null || folding.isEmpty() || view == null) {
            return oldest;
        }
        var folded = new ChangeBatch(new ArrayList<>(folding.values()), view);
        folding.clear();
        return folded;
    }

    int depth() {
        return waiting.size() + (folding.isEmpty() ? 0 : 1);
    }

    void clear() {
        waiting.clear();
        folding.clear();
    }
}
