package io.headwater.core.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The invariants of the design that a feed holds by itself, one test each, and what a reader may rely on besides. */
final class FeedInvariantsTest {
    private final Feed<String, Integer> feed = Feed.builder(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC))
            .backlog(100, 10_000)
            .build(change -> 10);

    @Test
    void snapshotFirst() {
        put("a", 1);
        var reader = feed.cursor();

        assertThat(taken(reader)).containsExactly("r1 snapshot of 1");

        put("b", 2);
        assertThat(taken(reader)).containsExactly("r2 b=2");
    }

    @Test
    void snapshotFirstEvenOfNothing() {
        assertThat(taken(feed.cursor())).containsExactly("r0 snapshot of 0");
    }

    @Test
    void order() {
        var reader = feed.cursor();
        taken(reader);
        feed.write("test", "", draft -> {
            draft.put("a", 1);
            draft.put("b", 2);
            draft.remove("a");
        });
        put("b", 3);

        assertThat(taken(reader)).containsExactly("r1 a=1", "r2 b=2", "r3 -a", "r4 b=3");
    }

    @Test
    void convergence() {
        put("a", 1);
        var mirror = Mirror.of(feed);
        mirror.takeAll();
        feed.write("test", "", draft -> draft.remove("a"));

        mirror.takeAll();

        assertThat(mirror.held).isEmpty();
    }

    @Test
    void neverSilent() {
        var reader = feed.cursor();
        taken(reader);
        put("a", 1);

        var refused = reader.next();
        put("b", 2);

        assertThat(reader.at()).isEqualTo(Revision.NONE);
        assertThat(reader.next())
                .as("what the transport did not take comes again")
                .isSameAs(refused);
        assertThat(taken(reader)).containsExactly("r1 a=1", "r2 b=2");
    }

    @Test
    void neverSilentAboutWhatFellOutOfTheBacklog() {
        var reader = feed.cursor();
        taken(reader);
        for (int i = 0; i < 101; i++) {
            put("key" + i, i);
        }

        assertThat(reader.lag()).isEqualTo(101);
        assertThat(taken(reader)).containsExactly("r101 snapshot of 101");
    }

    @Test
    void bounded() {
        var small = Feed.builder(Clock.systemUTC()).backlog(1_000, 100).<String, Integer>build(change -> 10);
        var stalled = small.cursor();
        for (int i = 0; i < 500; i++) {
            int value = i;
            small.write("test", "", draft -> draft.put("a", value));
        }

        assertThat(small.backlogBytes()).isEqualTo(100);
        assertThat(stalled.isFresh()).isTrue();
        assertThat(small.backlog().at(490)).isNull();
        assertThat(small.backlog().at(491)).isNotNull();
    }

    @Test
    void nonBlocking() {
        var stalled = feed.cursor();
        var unsent = stalled.next();
        var other = feed.cursor();
        taken(other);

        for (int i = 0; i < 60; i++) {
            put("a", i);
        }

        assertThat(taken(other)).hasSize(60);
        assertThat(unsent).isNotNull();
        assertThat(stalled.isFresh()).isTrue();
    }

    @Test
    void atomic() {
        var seen = new ArrayList<String>();
        feed.write("test", "", draft -> {
            draft.put("a", 1);
            seen.addAll(taken(feed.cursor()));
            draft.put("b", 2);
            seen.addAll(taken(feed.cursor()));
        });

        assertThat(seen).containsExactly("r0 snapshot of 0", "r0 snapshot of 0");
        assertThat(taken(feed.cursor())).containsExactly("r2 snapshot of 2");
    }

    @Test
    void aWriterThatThrowsChangesNothing() {
        put("a", 1);

        assertThatThrownBy(() -> feed.write("test", "", draft -> {
                    draft.put("a", 2);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        assertThat(feed.head().get("a")).isEqualTo(1);
        assertThat(feed.head().revision()).isEqualTo(new Revision(1));
        put("a", 3);
        assertThat(feed.head().revision()).isEqualTo(new Revision(2));
    }

    @Test
    void aReaderThatNamesItsRevisionGoesOnFromThere() {
        put("a", 1);
        put("b", 2);
        put("c", 3);

        assertThat(taken(feed.cursor(new Revision(1)))).containsExactly("r2 b=2", "r3 c=3");
    }

    @Test
    void aReaderThatNamesARevisionThatNeverWasGetsASnapshot() {
        put("a", 1);

        assertThat(taken(feed.cursor(new Revision(7)))).containsExactly("r1 snapshot of 1");
    }

    @Test
    void aReaderFurtherBehindThanThereAreKeysGetsTheSmallerMessage() {
        var reader = feed.cursor();
        taken(reader);
        for (int i = 0; i < 65; i++) {
            put("a", i);
        }

        assertThat(taken(reader)).containsExactly("r65 snapshot of 1");
    }

    @Test
    void bytesAreMadeOnceHoweverManySend() {
        var made = new AtomicInteger();
        Encoder<Snapshot<String, Integer>> encoder = snapshot -> {
            made.incrementAndGet();
            return snapshot.toString().getBytes(StandardCharsets.UTF_8);
        };
        put("a", 1);

        var first = feed.head().encodedBy(encoder);
        var second = feed.head().encodedBy(encoder);

        assertThat(second).isSameAs(first);
        assertThat(made).hasValue(1);
        assertThat(feed.head().encodedBy(snapshot -> new byte[] {1})).containsExactly(1);
    }

    @Test
    void aClosedWatcherIsNotWoken() {
        var woken = new AtomicInteger();
        try (var _ = feed.watch(woken::incrementAndGet)) {
            put("a", 1);
        }
        put("a", 2);

        assertThat(woken).hasValue(1);
    }

    private void put(String key, int value) {
        feed.write("test", "", draft -> draft.put(key, value));
    }

    private static List<String> taken(Cursor<String, Integer> cursor) {
        var taken = new ArrayList<String>();
        for (var delivery = cursor.next(); delivery != null; delivery = cursor.next()) {
            taken.add(delivery.toString());
            cursor.took(delivery);
        }
        return taken;
    }
}
