package io.headwater.cli.agent;

import io.headwater.wire.model.v1.ConfigEvent;
import java.util.Optional;

/**
 * The rules that every config stream keeps: a snapshot first, each update exactly one above the message before it, each
 * later snapshot strictly above.
 *
 * <p>Fed with the messages of one stream in order. Not thread-safe.
 */
public final class StreamRules {
    private boolean started;
    private int last;
    private long snapshots;
    private long updates;
    private long violations;

    /** What is wrong with the next message; the rules go on from it all the same. */
    public Optional<String> check(ConfigEvent event) {
        var violation = violation(event);
        if (violation.isPresent()) {
            violations++;
        }
        switch (event.getEventCase()) {
            case SNAPSHOT -> {
                snapshots++;
                advance(event.getSnapshot().getSequenceId());
            }
            case UPDATE -> {
                updates++;
                advance(event.getUpdate().getSequenceId());
            }
            case EVENT_NOT_SET -> {}
        }
        return violation;
    }

    private Optional<String> violation(ConfigEvent event) {
        return switch (event.getEventCase()) {
            case SNAPSHOT -> {
                var sequence = event.getSnapshot().getSequenceId();
                yield when(
                        started && sequence <= last,
                        "snapshot sequence: " + sequence + " (expected: above " + last + ")");
            }
            case UPDATE -> {
                var update = event.getUpdate();
                if (!started) {
                    yield Optional.of("first message: update " + update.getSequenceId() + " (expected: a snapshot)");
                }
                if (!update.hasSetting()) {
                    yield Optional.of("update " + update.getSequenceId() + ": nothing (expected: one setting)");
                }
                yield when(
                        update.getSequenceId() != last + 1,
                        "update sequence: " + update.getSequenceId() + " (expected: " + (last + 1) + ")");
            }
            case EVENT_NOT_SET -> Optional.of("message: neither snapshot nor update (expected: one of them)");
        };
    }

    private static Optional<String> when(boolean violated, String rule) {
        return violated ? Optional.of(rule) : Optional.empty();
    }

    private void advance(int sequence) {
        started = true;
        last = sequence;
    }

    /** Snapshots after the first. */
    public long resyncs() {
        return Math.max(0, snapshots - 1);
    }

    public boolean hasSnapshot() {
        return snapshots > 0;
    }

    public long updates() {
        return updates;
    }

    public long violations() {
        return violations;
    }

    public boolean kept() {
        return violations == 0 && hasSnapshot();
    }
}
