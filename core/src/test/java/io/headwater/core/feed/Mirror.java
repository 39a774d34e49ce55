package io.headwater.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;

/** A reader that keeps what it was told, and insists on the order in which it was told. */
final class Mirror {
    final TreeMap<String, Integer> held = new TreeMap<>();
    private final Cursor<String, Integer> cursor;
    private long last;
    private boolean told;
    long lastSnapshot = -1;
    int snapshots;
    int changes;

    private Mirror(Cursor<String, Integer> cursor, long last, boolean told) {
        this.cursor = cursor;
        this.last = last;
        this.told = told;
    }

    static Mirror of(Feed<String, Integer> feed) {
        return new Mirror(feed.cursor(), -1, false);
    }

    /** Goes on where another left off, as a client does that names the revision it has. */
    static Mirror resuming(Mirror earlier, Feed<String, Integer> feed) {
        var resumed = new Mirror(feed.cursor(earlier.cursor.at()), earlier.last, true);
        resumed.held.putAll(earlier.held);
        return resumed;
    }

    boolean wasTold() {
        return told;
    }

    long revision() {
        return last;
    }

    /** Takes one delivery; false when there was none. */
    boolean takeOne() {
        var delivery = cursor.next();
        if (delivery == null) {
            return false;
        }
        switch (delivery) {
            case Snapshot<String, Integer> snapshot -> {
                assertThat(snapshot.revision().value())
                        .as("a snapshot is above all that came before")
                        .isGreaterThan(last);
                held.clear();
                snapshot.forEach(entry -> held.put(entry.key(), entry.value()));
                lastSnapshot = snapshot.revision().value();
                snapshots++;
            }
            case Change<String, Integer> change -> {
                assertThat(told).as("a snapshot comes first").isTrue();
                assertThat(change.revision().value())
                        .as("a change follows the one before")
                        .isEqualTo(last + 1);
                apply(change);
                changes++;
            }
        }
        cursor.took(delivery);
        last = delivery.revision().value();
        told = true;
        return true;
    }

    /** Asks without taking: a transport that was not ready after all. */
    void refuseOne() {
        var before = cursor.at();
        cursor.next();
        assertThat(cursor.at())
                .as("a cursor moves only when something was taken")
                .isEqualTo(before);
    }

    void takeAll() {
        while (takeOne()) {}
    }

    private void apply(Change<String, Integer> change) {
        assertThat(change.before()).as("what %s held", change.key()).isEqualTo(held.get(change.key()));
        switch (change) {
            case Change.Put<String, Integer> put ->
                held.put(put.key(), put.entry().value());
            case Change.Removal<String, Integer> removal -> held.remove(removal.key());
        }
    }
}
