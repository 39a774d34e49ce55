package io.headwater.server.telemetry;

import static io.headwater.server.telemetry.Tally.Kind.COUNTER;
import static io.headwater.server.telemetry.Tally.Kind.COUNTER_BY_EXACT_NAME;
import static io.headwater.server.telemetry.Tally.Kind.GAUGE;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongBinaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every metric of the server, each name declared here and nowhere else.
 *
 * <p>Safe from any thread. What the stream counts costs one striped addition; what can be read off the state (lag, registered
 * agents) is read when somebody scrapes. Series per metric are bounded; the rest is summed under {@code other}.
 */
public final class Meters implements AutoCloseable {
    private static final String AGENT = "remote_agent_name";
    private static final String ACTION = "action";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();

    private final Tally subscribers = new Tally(GAUGE, "configstream_subscribers", "Open config streams.");
    private final Tally snapshotsSent = new Tally(
            COUNTER_BY_EXACT_NAME,
            "configstream_snapshots_sent",
            "Snapshots that a stream's transport took, resyncs included.");
    private final Tally updatesSent =
            new Tally(COUNTER_BY_EXACT_NAME, "configstream_updates_sent", "Updates that a stream's transport took.");
    private final Tally discontinuities = new Tally(
            COUNTER_BY_EXACT_NAME,
            "configstream_discontinuities",
            "Streams that were given a fresh snapshot instead of changes.");
    private final Tally droppedUpdates = new Tally(
            COUNTER_BY_EXACT_NAME,
            "configstream_dropped_updates",
            "Changes that a fresh snapshot stood in for on some stream.");
    private final Tally authorizationErrors = new Tally(
            COUNTER,
            "config_stream_authorization_errors",
            "Calls refused for want of a credential or a session.",
            "reason");
    private final Tally registeredErrors = new Tally(
            COUNTER_BY_EXACT_NAME, "remote_agent_registry_registered_error", "Registrations that were refused.", AGENT);
    private final Tally actionErrors = new Tally(
            COUNTER_BY_EXACT_NAME,
            "remote_agent_registry_action_error",
            "Calls to a remote agent that failed, by gRPC code or SESSION_ID_MISMATCH.",
            AGENT,
            ACTION,
            "error");
    private final Tally oversizedMessages = new Tally(
            COUNTER_BY_EXACT_NAME,
            "agent_ipc__grpc_oversized_messages",
            "Messages above the size that is warned about.",
            "method");
    private final Histogram actionDuration = Histogram.builder()
            .name("remote_agent_registry_action_duration_seconds")
            .help("Time that a remote agent took to answer a call, by service.")
            .labelNames(AGENT, ACTION)
            .classicOnly()
            .withoutExemplars()
            .build();
    private final Histogram timeToFirstSnapshot = Histogram.builder()
            .name("config_stream_time_to_first_snapshot_seconds")
            .help("Time from the opening of a stream until its transport took the first snapshot.")
            .classicOnly()
            .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
            .withoutExemplars()
            .build();

    private final LongAdder openStreams = subscribers.of();
    private final LongAdder snapshots = snapshotsSent.of();
    private final LongAdder updates = updatesSent.of();
    private final LongAdder gaps = discontinuities.of();
    private final LongAdder dropped = droppedUpdates.of();
    private final AtomicLong snapshotBytes = new AtomicLong();
    private final Set<Subscriber> following = ConcurrentHashMap.newKeySet();
    private final Set<String> timedAgents = ConcurrentHashMap.newKeySet();
    private volatile Supplier<Map<String, Long>> registered = Map::of;

    public Meters() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        garbage.bindTo(registry);
        var prometheus = registry.getPrometheusRegistry();
        prometheus.register(this::collect);
        prometheus.register(actionDuration);
        prometheus.register(timeToFirstSnapshot);
    }

    /** One open stream: counted, and its lag read at each scrape, until it is closed. Closing it twice is harmless. */
    public final class Subscriber implements AutoCloseable {
        private final String agent;
        private final LongSupplier lag;

        private Subscriber(String agent, LongSupplier lag) {
            this.agent = agent;
            this.lag = lag;
        }

        @Override
        public void close() {
            if (following.remove(this)) {
                openStreams.decrement();
            }
        }
    }

    /**
     * Counts a stream in.
     *
     * @param agent the sanitized display name of the session it runs under
     * @param lag how many changes the stream is behind; called from the scraping thread
     */
    public Subscriber subscribed(String agent, LongSupplier lag) {
        var subscriber = new Subscriber(agent, lag);
        following.add(subscriber);
        openStreams.increment();
        return subscriber;
    }

    /** A transport took a snapshot. */
    public void snapshotSent() {
        snapshots.increment();
    }

    /** A transport took this many updates. */
    public void updatesSent(long count) {
        updates.add(count);
    }

    /** A stream was given a fresh snapshot in place of {@code changes} that it had not taken. */
    public void discontinuity(long changes) {
        gaps.increment();
        dropped.add(changes);
    }

    /** A snapshot was encoded anew and has this many bytes on the wire. */
    public void snapshotEncoded(long bytes) {
        snapshotBytes.set(bytes);
    }

    public void timeToFirstSnapshot(Duration took) {
        timeToFirstSnapshot.observe(seconds(took));
    }

    /** A call was refused. {@code reason} is one of a few fixed words, such as {@code unknown_session}. */
    public void authorizationError(String reason) {
        authorizationErrors.of(reason).increment();
    }

    /** An outgoing message of {@code method}, its full name, was larger than is warned about. */
    public void oversizedMessage(String method) {
        oversizedMessages.of(method).increment();
    }

    /** Where the number of registered agents by sanitized display name is read from at each scrape. */
    public void registered(Supplier<Map<String, Long>> byAgent) {
        this.registered = byAgent;
    }

    /** A registration under this sanitized display name was refused. */
    public void registrationRefused(String agent) {
        registeredErrors.of(agent).increment();
    }

    /** A call to an agent ended, well or not. {@code action} is the full name of the service called. */
    public void actionTook(String agent, String action, Duration took) {
        if (timedAgents.size() < Tally.SERIES) {
            timedAgents.add(agent);
        }
        actionDuration
                .labelValues(timedAgents.contains(agent) ? agent : Tally.OTHER, action)
                .observe(seconds(took));
    }

    /** A call to an agent failed. {@code error} is the gRPC code's name or {@code SESSION_ID_MISMATCH}. */
    public void actionFailed(String agent, String action, String error) {
        actionErrors.of(agent, action, error).increment();
    }

    /** The Prometheus text, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }

    private MetricSnapshots collect() {
        var lags = new TreeMap<String, Long>();
        following.forEach(stream -> lags.merge(stream.agent, stream.lag.getAsLong(), Math::max));
        var tallies = Stream.of(
                        subscribers,
                        snapshotsSent,
                        updatesSent,
                        discontinuities,
                        droppedUpdates,
                        authorizationErrors,
                        registeredErrors,
                        actionErrors,
                        oversizedMessages)
                .map(Tally::snapshot);
        var read = Stream.of(
                byAgent(
                        "config_stream_lag_changes",
                        "Changes that an agent's slowest stream is behind.",
                        lags,
                        Math::max),
                byAgent("remote_agent_registry_registered", "Registered remote agents.", registered.get(), Long::sum),
                GaugeSnapshot.builder()
                        .name("config_stream_snapshot_size_bytes")
                        .help("Size of the newest encoded snapshot on the wire.")
                        .dataPoint(GaugeDataPointSnapshot.builder()
                                .value((double) snapshotBytes.get())
                                .build())
                        .build());
        return new MetricSnapshots(Stream.concat(tallies, read).toList());
    }

    private static MetricSnapshot byAgent(String name, String help, Map<String, Long> values, LongBinaryOperator join) {
        var bounded = new TreeMap<String, Long>();
        values.forEach((agent, value) -> {
            var kept = bounded.size() < Tally.SERIES ? agent : Tally.OTHER;
            bounded.merge(kept, value, join::applyAsLong);
        });
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        bounded.forEach((agent, value) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of(AGENT, agent))
                .value((double) value)
                .build()));
        return gauge.build();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
