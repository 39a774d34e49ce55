package io.headwater.server.agents;

import io.headwater.server.telemetry.LogLimit;
import io.headwater.server.telemetry.Meters;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is counted and logged of the config streams, in the documents' words. Safe from any thread. */
public final class StreamJournal {
    /** A stream that is this many changes behind while its transport takes nothing is worth a warning. */
    static final long SLOW_FROM = 1_000;

    private static final int LINES_PER_SECOND = 20;

    private static final Logger log = LoggerFactory.getLogger("io.headwater.configstream");

    private final Meters meters;
    private final LongSupplier nanos;
    private final int warnFromBytes;
    private final LogLimit comings;
    private final LogLimit refusals;
    private final LogLimit warnings;

    public StreamJournal(Meters meters, LongSupplier nanos, int warnFromBytes) {
        this.meters = meters;
        this.nanos = nanos;
        this.warnFromBytes = warnFromBytes;
        this.comings = new LogLimit(nanos, LINES_PER_SECOND);
        this.refusals = new LogLimit(nanos, LINES_PER_SECOND);
        this.warnings = new LogLimit(nanos, LINES_PER_SECOND);
    }

    long nanos() {
        return nanos.getAsLong();
    }

    /** Returns what is to be closed when it leaves. */
    Meters.Subscriber joined(String subscriber, String agent, LongSupplier lag) {
        comings.run(left -> log.atInfo()
                .addKeyValue("agent", agent)
                .addKeyValue("suppressed", left)
                .log("New subscriber '{}' joining the config stream", subscriber));
        return meters.subscribed(agent, lag);
    }

    void left(String subscriber, String why) {
        comings.run(left -> log.atInfo()
                .addKeyValue("reason", why)
                .addKeyValue("suppressed", left)
                .log("Subscriber '{}' left the config stream", subscriber));
    }

    void refused(String reason, String description) {
        meters.authorizationError(reason);
        refusals.run(left -> log.atWarn()
                .addKeyValue("reason", reason)
                .addKeyValue("suppressed", left)
                .log("Config stream refused: {}", description));
    }

    void updateSent() {
        meters.updatesSent(1);
    }

    void firstSnapshotSent(String subscriber, int bytes, Duration took) {
        meters.timeToFirstSnapshot(took);
        snapshotSent(subscriber, bytes);
    }

    void resynced(String subscriber, int bytes, long missed) {
        meters.discontinuity(missed);
        snapshotSent(subscriber, bytes);
        warnings.run(left -> log.atWarn()
                .addKeyValue("missed", missed)
                .addKeyValue("suppressed", left)
                .log("Discontinuity detected for subscriber '{}': sent a snapshot", subscriber));
    }

    void slow(String subscriber, long lag) {
        warnings.run(left -> log.atWarn()
                .addKeyValue("lag", lag)
                .addKeyValue("suppressed", left)
                .log("Slow subscriber '{}' reads on later; nobody waits for it", subscriber));
    }

    void failed(String subscriber, RuntimeException cause) {
        warnings.run(left -> log.atError()
                .setCause(cause)
                .addKeyValue("suppressed", left)
                .log("Stream of subscriber '{}' failed", subscriber));
    }

    private void snapshotSent(String subscriber, int bytes) {
        meters.snapshotSent();
        meters.snapshotEncoded(bytes);
        if (bytes > warnFromBytes) {
            meters.oversizedMessage(ConfigStreams.METHOD);
            warnings.run(left -> log.atWarn()
                    .addKeyValue("bytes", bytes)
                    .addKeyValue("limit", warnFromBytes)
                    .addKeyValue("suppressed", left)
                    .log("Snapshot for subscriber '{}' is larger than some clients accept", subscriber));
        }
    }
}
