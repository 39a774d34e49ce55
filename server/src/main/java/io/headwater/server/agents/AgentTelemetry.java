package io.headwater.server.agents;

import io.headwater.server.telemetry.Exposition;
import io.headwater.server.telemetry.Meters;
import io.headwater.wire.remoteagent.telemetry.v1.GetTelemetryResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's metrics with the agents' beside them. The agents are asked when somebody scrapes, one scrape at a time; scrapes
 * that follow within a short while get the same answer. An agent that cannot be asked is missing from the text, and that is all.
 *
 * <p>Safe from any thread. A scrape takes at most as long as a call to the agents.
 */
public final class AgentTelemetry implements Supplier<String> {
    private static final Logger log = LoggerFactory.getLogger(AgentTelemetry.class);
    /** So many different warnings are remembered in order not to repeat them. */
    private static final int WARNINGS = 1_000;

    private final Callbacks callbacks;
    private final Meters meters;
    private final long keptNanos;
    private final LongSupplier nanos;
    private final Set<String> warned = new HashSet<>();
    private Exposition agents = new Exposition(this::warn);
    private long asked;
    private boolean fresh;

    /**
     * @param kept how long an answer of the agents serves further scrapes
     * @param nanos a clock that never jumps, such as {@link System#nanoTime}
     */
    public AgentTelemetry(Callbacks callbacks, Meters meters, Duration kept, LongSupplier nanos) {
        this.callbacks = callbacks;
        this.meters = meters;
        this.keptNanos = kept.toNanos();
        this.nanos = nanos;
    }

    /** The Prometheus text. */
    @Override
    public synchronized String get() {
        if (!fresh || nanos.getAsLong() - asked > keptNanos) {
            agents = ask();
            asked = nanos.getAsLong();
            fresh = true;
        }
        return agents.beside(meters.scrape());
    }

    private Exposition ask() {
        var answered = new Exposition(this::warn);
        for (var answer : callbacks.telemetry()) {
            var emitter = answer.session().registrant().label();
            switch (answer) {
                case Answer.Given<GetTelemetryResponse> given ->
                    answered.add(emitter, given.message().getPromText());
                case Answer.Failed<GetTelemetryResponse> failed ->
                    log.atDebug()
                            .addKeyValue("agent", emitter)
                            .addKeyValue("error", failed.error())
                            .log("telemetry missing");
            }
        }
        return answered;
    }

    private void warn(String warning) {
        if (warned.size() < WARNINGS && warned.add(warning)) {
            log.atWarn().addKeyValue("warning", warning).log("remote agent telemetry");
        }
    }
}
