package io.headwater.server.telemetry;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs who was turned away at the door. Safe from any thread. */
public final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final int LINES_PER_SECOND = 20;

    private final Meters meters;
    private final LogLimit lines;

    public Refusals(Meters meters, LongSupplier nanos) {
        this.meters = meters;
        this.lines = new LogLimit(nanos, LINES_PER_SECOND);
    }

    /**
     * Notes one.
     *
     * @param reason one of a few fixed words
     * @param peer who it was, as far as is known
     */
    public void refused(String reason, String peer) {
        meters.authorizationError(reason);
        lines.run(left -> log.atWarn()
                .addKeyValue("reason", reason)
                .addKeyValue("peer", peer)
                .addKeyValue("suppressed", left)
                .log("call refused"));
    }
}
