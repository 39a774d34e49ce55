package io.headwater.core.feed;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Interleavings of two writers and a reader with a backlog so small that the reader keeps falling out: whatever happens, a
 * reader that took all there was holds a state that the feed had at that moment.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class FeedConcurrencyTest {
    private final Feed<String, Integer> feed =
            Feed.builder(Clock.systemUTC()).backlog(2, 100).build(change -> 1);
    private final Cursor<String, Integer> cursor = feed.cursor();
    private final Map<String, Integer> held = new HashMap<>();

    @Operation
    public void put(@Param(name = "key") int key, @Param(name = "value") int value) {
        feed.write("", "", draft -> draft.put("k" + key, value));
    }

    @Operation
    public void putBoth(@Param(name = "value") int value) {
        feed.write("", "", draft -> {
            draft.put("k1", value);
            draft.put("k2", value);
        });
    }

    @Operation
    public void remove(@Param(name = "key") int key) {
        feed.write("", "", draft -> draft.remove("k" + key));
    }

    @Operation(nonParallelGroup = "reader")
    public Map<String, Integer> read() {
        for (var delivery = cursor.next(); delivery != null; delivery = cursor.next()) {
            switch (delivery) {
                case Snapshot<String, Integer> snapshot -> {
                    held.clear();
                    snapshot.forEach(entry -> held.put(entry.key(), entry.value()));
                }
                case Change.Put<String, Integer> put ->
                    held.put(put.key(), put.entry().value());
                case Change.Removal<String, Integer> removal -> held.remove(removal.key());
            }
            cursor.took(delivery);
        }
        return new HashMap<>(held);
    }

    @Test
    void everyInterleavingIsOneThatCouldHaveHappenedInTurn() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .iterations(10)
                .invocationsPerIteration(300)
                .check(FeedConcurrencyTest.class);
    }

    @Test
    void realThreadsAgree() {
        new StressOptions()
                .threads(3)
                .actorsPerThread(3)
                .iterations(10)
                .invocationsPerIteration(500)
                .check(FeedConcurrencyTest.class);
    }
}
