package io.headwater.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Random schedules of writers and of fast, slow, stalled and reconnecting readers, held against a model that keeps every
 * state there ever was. {@code -Dschedules=N} runs more of them, {@code -Dseed=S} one again.
 */
final class FeedModelTest {
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @Test
    void everyReaderOfEveryScheduleConverges() {
        var only = Long.getLong("seed");
        long first = only != null ? only : 1;
        long count = only != null ? 1 : Long.getLong("schedules", 120_000);
        var seen = new Schedule.Coverage();
        for (long seed = first; seed < first + count; seed++) {
            try {
                new Schedule(seed, seen).run();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": run again with -Dseed=" + seed, failure);
            }
        }
        System.out.printf("%,d schedules: %s%n", count, seen);
        if (only == null) {
            assertThat(seen.resyncs).as("readers that fell out").isPositive();
            assertThat(seen.resumed).as("readers that resumed").isPositive();
            assertThat(seen.changes).as("changes delivered").isPositive();
        }
    }

    private static final class Schedule {
        private final SplittableRandom random;
        private final Coverage seen;
        private final Feed<String, Integer> feed;
        private final int maxChanges;
        private final long maxBytes;
        private final List<Mirror> readers = new ArrayList<>();
        private final Set<Mirror> stalled = new HashSet<>();
        private final TreeMap<String, Integer> state = new TreeMap<>();
        private final Map<Long, Map<String, Integer>> stateAt = new HashMap<>();
        private final Map<Change<String, Integer>, Integer> encodings = new HashMap<>();
        private final Encoder<Change<String, Integer>> encoder = change -> {
            encodings.merge(change, 1, Integer::sum);
            return new byte[0];
        };
        private long revision;
        private final Set<Long> endsOfSets = new HashSet<>();
        private int wakes;

        Schedule(long seed, Coverage seen) {
            this.random = new SplittableRandom(seed);
            this.seen = seen;
            this.maxChanges = 1 + random.nextInt(100);
            this.maxBytes = random.nextInt(120);
            this.revision = random.nextInt(3);
            this.feed = Feed.builder(CLOCK)
                    .startAt(new Revision(revision))
                    .backlog(maxChanges, maxBytes)
                    .build(change -> 1 + change.key().length());
            feed.watch(() -> wakes++);
            stateAt.put(revision, Map.of());
            endsOfSets.add(revision);
        }

        void run() {
            int steps = 5 + random.nextInt(40);
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> write();
                    case 3 -> readers.add(Mirror.of(feed));
                    case 4 -> anyReader(this::stallOrWake);
                    case 5 -> anyReader(this::reconnect);
                    case 6 -> anyReader(Mirror::refuseOne);
                    default -> readers.forEach(this::readSome);
                }
            }
            for (var reader : readers) {
                reader.takeAll();
                checkAgainstModel(reader);
                assertThat(reader.held).as("the state when writing has stopped").isEqualTo(state);
                seen.add(reader);
            }
        }

        private void write() {
            int size = random.nextInt(10) == 0 ? random.nextInt(90) : random.nextInt(4);
            long before = revision;
            int wokenBefore = wakes;
            feed.write("model", "", draft -> {
                for (int i = 0; i < size; i++) {
                    writeOne(draft);
                }
            });
            endsOfSets.add(revision);
            assertThat(wakes - wokenBefore)
                    .as("watchers are woken once a write")
                    .isEqualTo(revision > before ? 1 : 0);
            assertThat(feed.head().revision().value()).isEqualTo(revision);
            assertThat(feed.backlogBytes()).as("the backlog's bytes").isBetween(0L, maxBytes);
            assertThat(kept()).as("the backlog's changes").isLessThanOrEqualTo(maxChanges);
        }

        private void writeOne(Draft<String, Integer> draft) {
            var key = "abcdefgh".substring(0, 1 + random.nextInt(8));
            if (random.nextInt(4) == 0) {
                revision += state.remove(key) == null ? 0 : 1;
                draft.remove(key);
                assertThat(draft.get(key)).isNull();
            } else {
                int value = random.nextInt(1_000);
                state.put(key, value);
                revision++;
                draft.put(key, value);
            }
            stateAt.put(revision, Map.copyOf(state));
        }

        private long kept() {
            long kept = 0;
            for (long at = Math.max(1, revision - 300); at <= revision; at++) {
                kept += feed.backlog().at(at) == null ? 0 : 1;
            }
            return kept;
        }

        private void readSome(Mirror reader) {
            if (stalled.contains(reader)) {
                return;
            }
            int most = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(3);
            for (int i = 0; i < most && reader.takeOne(); i++) {
                var change = feed.backlog().at(reader.revision());
                if (change != null) {
                    change.encodedBy(encoder);
                    assertThat(encodings.get(change))
                            .as("encodings of one change")
                            .isEqualTo(1);
                }
            }
            if (reader.wasTold()) {
                checkAgainstModel(reader);
            }
        }

        private void checkAgainstModel(Mirror reader) {
            assertThat(reader.held).as("the state at r%d", reader.revision()).isEqualTo(stateAt.get(reader.revision()));
            if (reader.lastSnapshot >= 0) {
                assertThat(endsOfSets).as("revisions that a snapshot may have").contains(reader.lastSnapshot);
            }
        }

        private void stallOrWake(Mirror reader) {
            if (!stalled.remove(reader)) {
                stalled.add(reader);
            }
        }

        private void reconnect(Mirror reader) {
            readers.remove(reader);
            stalled.remove(reader);
            boolean resumes = reader.wasTold() && random.nextBoolean();
            readers.add(resumes ? Mirror.resuming(reader, feed) : Mirror.of(feed));
            seen.resumed += resumes ? 1 : 0;
        }

        private void anyReader(Consumer<Mirror> action) {
            if (!readers.isEmpty()) {
                action.accept(readers.get(random.nextInt(readers.size())));
            }
        }

        private static final class Coverage {
            long readers;
            long changes;
            long resyncs;
            long resumed;

            void add(Mirror reader) {
                readers++;
                changes += reader.changes;
                resyncs += Math.max(0, reader.snapshots - 1);
            }

            @Override
            public String toString() {
                return "%,d readers, %,d changes taken, %,d resyncs, %,d resumed"
                        .formatted(readers, changes, resyncs, resumed);
            }
        }
    }
}
