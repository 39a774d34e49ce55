package io.headwater.client.internal.listen;

import static io.headwater.client.internal.values.TestSettings.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.Change;
import io.headwater.client.ChangeBatch;
import io.headwater.client.Setting;
import io.headwater.client.internal.values.Holdings;
import io.headwater.client.internal.values.Overlay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DispatcherRandomTest {
    private static final int WRITERS = 4;
    private static final int STEPS = 1_000;

    private final long seed = new Random().nextLong();
    private final Dispatcher dispatcher = new Dispatcher("test", null);
    private final Holdings holdings = new Holdings(() -> Instant.EPOCH, dispatcher, Overlay.NONE);

    /** Holdings has one writer at a time; guarded by itself. */
    private final Object session = new Object();

    private long counter;

    @Test
    void everyListenerSeesEachKeyInOrderAndEndsWithTheLastValue() throws InterruptedException {
        var listeners = new ArrayList<Follower>();
        for (int i = 0; i < 12; i++) {
            listeners.add(new Follower(new Random(seed + i), i));
        }
        var writers = new ArrayList<Thread>();
        for (int i = 0; i < WRITERS; i++) {
            var random = new Random(seed + 100 + i);
            writers.add(Thread.ofPlatform().start(() -> write(random, listeners)));
        }
        for (int i = 0; i < 40; i++) {
            listeners.add(new Follower(new Random(seed + 200 + i), i));
            Thread.onSpinWait();
        }
        for (var writer : writers) {
            writer.join();
        }
        listeners.forEach(Follower::hurry);

        await().untilAsserted(
                        () -> assertThat(dispatcher.depth()).as("seed %d", seed).isZero());
        for (var listener : listeners) {
            await().untilAsserted(() ->
                    assertThat(listener.state()).as("seed %d", seed).isEqualTo(listener.expected()));
            assertThat(listener.wrong).as("seed %d", seed).isEmpty();
        }
        assertThat(dispatcher.folded()).as("seed %d", seed).isPositive();
        assertThat(dispatcher.errors()).as("seed %d", seed).isPositive();
        dispatcher.close();
    }

    private void write(Random random, List<Follower> listeners) {
        for (int step = 0; step < STEPS; step++) {
            var key = "key" + random.nextInt(20);
            synchronized (session) {
                long number = ++counter;
                switch (random.nextInt(40)) {
                    case 0 -> {
                        var kept = new ArrayList<Setting>();
                        holdings.view().settings().stream()
                                .filter(_ -> random.nextBoolean())
                                .forEach(kept::add);
                        kept.add(file(key, number));
                        holdings.snapshot(1, (int) number, "o", kept);
                    }
                    case 1, 2, 3, 4 -> holdings.remove(1, (int) number, "o", key);
                    default -> holdings.put(1, (int) number, "o", file(key, number));
                }
            }
            if (random.nextInt(20) == 0) {
                listeners.get(random.nextInt(12)).pace.release(random.nextInt(10));
            }
        }
    }

    /** Keeps the settings by what it is told alone, at its own pace, and notes whatever does not fit what it has. */
    private final class Follower {
        private final Semaphore pace = new Semaphore(0);
        private final Map<String, Setting> state = new ConcurrentHashMap<>();
        private final List<String> wrong = new ArrayList<>();
        private final Map<String, Long> newest = new TreeMap<>();
        private final Predicate<String> keys;
        private final Random random;
        private final boolean isSlow;
        private final boolean throwsNow;

        Follower(Random random, int number) {
            this.random = random;
            this.isSlow = number < 12 && number % 3 == 1;
            this.throwsNow = number < 12 && number % 3 == 2;
            this.keys = number % 2 == 0 ? key -> true : key -> key.endsWith("7") || key.endsWith("3");
            var _ = dispatcher.add(keys, true, null, this::tell);
        }

        private void tell(ChangeBatch batch) {
            if (isSlow) {
                pace.acquireUninterruptibly();
            }
            batch.changes().forEach(change -> apply(change, batch));
            if (throwsNow && random.nextInt(3) == 0) {
                throw new IllegalStateException("as it does now and then");
            }
        }

        private void apply(Change change, ChangeBatch batch) {
            var before = state.get(change.key());
            if (!Objects.equals(before, change.before())) {
                wrong.add("has " + before + ", told " + change);
            }
            if (!keys.test(change.key())) {
                wrong.add("did not ask for " + change);
            }
            if (number(change.after()) <= newest.getOrDefault(change.key(), 0L) && !change.isRemoval()) {
                wrong.add("told late " + change);
            }
            if (!Objects.equals(batch.view().find(change.key()).orElse(null), change.after())) {
                wrong.add("not in its view " + change);
            }
            if (change.after() == null) {
                state.remove(change.key());
                return;
            }
            newest.put(change.key(), number(change.after()));
            state.put(change.key(), change.after());
        }

        private static long number(@Nullable Setting setting) {
            return setting != null && setting.value() instanceof Long number ? number : 0;
        }

        void hurry() {
            pace.release(1_000_000);
        }

        Map<String, Setting> state() {
            return new TreeMap<>(state);
        }

        Map<String, Setting> expected() {
            var expected = new TreeMap<String, Setting>();
            holdings.view().settings().stream()
                    .filter(setting -> keys.test(setting.key()))
                    .forEach(setting -> expected.put(setting.key(), setting));
            return expected;
        }
    }
}
