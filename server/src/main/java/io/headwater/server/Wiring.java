package io.headwater.server;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.headwater.core.feed.Feed;
import io.headwater.core.fleet.Registry;
import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Resolver;
import io.headwater.core.settings.SettingWeigher;
import io.headwater.server.admin.AdminService;
import io.headwater.server.admin.Fleet;
import io.headwater.server.agents.AgentTelemetry;
import io.headwater.server.agents.Callbacks;
import io.headwater.server.agents.ConfigEvents;
import io.headwater.server.agents.ConfigStreams;
import io.headwater.server.agents.Host;
import io.headwater.server.agents.Hostname;
import io.headwater.server.agents.Registration;
import io.headwater.server.agents.Sessions;
import io.headwater.server.agents.StreamJournal;
import io.headwater.server.security.CallAuthentication;
import io.headwater.server.security.CredentialFiles;
import io.headwater.server.security.CredentialIssuer;
import io.headwater.server.security.TransportSecurity;
import io.headwater.server.sources.AgentOptions;
import io.headwater.server.sources.ConfigFiles;
import io.headwater.server.sources.Configuration;
import io.headwater.server.sources.EnvironmentSettings;
import io.headwater.server.sources.JsonText;
import io.headwater.server.sources.SchemaFiles;
import io.headwater.server.sources.SecretBackend;
import io.headwater.server.sources.SettingsYaml;
import io.headwater.server.sources.Upkeep;
import io.headwater.server.telemetry.HttpFace;
import io.headwater.server.telemetry.Meters;
import io.headwater.server.telemetry.Refusals;
import io.headwater.server.transport.Address;
import io.headwater.server.transport.EventLoops;
import io.headwater.server.transport.GrpcFace;
import io.headwater.server.transport.Requests;
import io.headwater.wire.api.v1.AgentGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: every part of it is made here, and stopped here. */
public final class Wiring implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Wiring.class);

    /** Processes that read the credentials now and then have this long to notice that they were rotated. */
    private static final Duration CREDENTIAL_OVERLAP = Duration.ofMinutes(5);

    private static final Duration TELEMETRY_KEPT = Duration.ofSeconds(1);
    private static final int MAX_SESSIONS = 20_000;
    private static final int WARN_FROM_BYTES = 4 << 20;

    private final Clock clock = Clock.systemUTC();
    private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("schedule").daemon().factory());
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private List<Address> agents = List.of();
    private Address.Tcp http = Options.HTTP;

    private Wiring() {}

    /**
     * Starts a server; it serves when this returns.
     *
     * @throws StartException when it cannot; nothing is left open then
     */
    public static Wiring start(Options options) throws StartException {
        var wiring = new Wiring();
        try {
            wiring.open(options);
            return wiring;
        } catch (IOException | IllegalArgumentException e) {
            wiring.close();
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (StartException | RuntimeException e) {
            wiring.close();
            throw e;
        }
    }

    /** Where agents and the command line reach it, with real ports. */
    public List<Address> agents() {
        return agents;
    }

    public Address.Tcp http() {
        return http;
    }

    private void open(Options options) throws IOException, StartException {
        closed(schedule::shutdownNow);
        var json = new JsonText();
        var cast = new Cast(json);
        var schema = new SchemaFiles(cast).require(options.schema());
        var feed = Feed.builder(clock).build(new SettingWeigher());
        var resolver = new Resolver(schema, cast, feed);
        var workers = closed(Executors.newVirtualThreadPerTaskExecutor());
        requireReadable(options.files());
        var upkeep = new Upkeep(new Configuration(
                resolver,
                cast,
                new ConfigFiles(options.files(), new SettingsYaml(schema)),
                new EnvironmentSettings(schema, json).read(options.environment()),
                new SecretBackend(json, workers)));
        upkeep.start();
        var settings = AgentOptions.of(feed.head());

        var meters = closed(new Meters());
        var refusals = new Refusals(meters, System::nanoTime);
        var security = security(options, settings, refusals);
        var registry = closed(new Registry(
                new Registry.Limits(settings.idleTimeout(), MAX_SESSIONS),
                clock,
                System::nanoTime,
                UUID::randomUUID,
                failure -> log.atError().setCause(failure).log("a listener of the registry failed")));
        var callbacks = closed(new Callbacks(
                registry, settings.queryTimeout(), security.clientContext(), security.callCredentials(), meters));
        var loops = closed(new EventLoops(Math.max(2, Runtime.getRuntime().availableProcessors())));
        var streams = new ConfigStreams(
                feed,
                new ConfigEvents(options.origin(), (int) Math.min(settings.maxMessageBytes(), Integer.MAX_VALUE)),
                registry,
                settings.registryEnabled(),
                new StreamJournal(meters, System::nanoTime, WARN_FROM_BYTES),
                loops.serving());
        var registration = new Registration(registry, settings.registryEnabled(), settings::refreshInterval, meters);
        var admin = new AdminService(resolver, json, new Fleet(registry, streams, callbacks), workers);
        var health = new HealthStatusManager();
        var services = List.of(
                registration.agentSecure(streams.method()),
                registration.remoteAgent(),
                new Sessions(registry).service(),
                new Host(new Hostname(feed)).service(),
                Requests.wellFormed(Requests.offEventLoop(admin.bindService(), workers)),
                Requests.wellFormed(health.getHealthService().bindService()),
                Requests.wellFormed(ProtoReflectionServiceV1.newInstance().bindService()));
        services.forEach(
                service -> health.setStatus(service.getServiceDescriptor().getName(), ServingStatus.SERVING));
        var face = closed(GrpcFace.open(
                options.agents(settings),
                loops,
                security.serverContext(),
                services,
                List.of(authentication(security, refusals))));
        closed(streams);
        agents = face.addresses();
        http = http(options, new AgentTelemetry(callbacks, meters, TELEMETRY_KEPT, System::nanoTime));
        closed(upkeep.follow(Thread.ofPlatform().name("config-watch").daemon().factory(), schedule));
        registry.onReport(report -> upkeep.reported(report, workers));
        each(Duration.ofSeconds(1), registry::reap);
        each(Duration.ofSeconds(2), security::reload);
        log.atInfo()
                .addKeyValue("settings", feed.head().size())
                .addKeyValue("fingerprint", security.fingerprint())
                .addKeyValue("tls", security.provider())
                .log("serving");
    }

    /** A file that breaks later keeps what it last said; one that is not there at the start is a mistake. */
    private static void requireReadable(List<Path> files) throws StartException {
        for (var file : files) {
            if (!Files.isReadable(file)) {
                throw new StartException("config: " + file + " (expected: a file this process may read)");
            }
        }
    }

    private TransportSecurity security(Options options, AgentOptions settings, Refusals refusals) throws IOException {
        var files = CredentialFiles.in(
                options.data(), pathOrNull(settings.authTokenFile()), pathOrNull(settings.certificateFile()));
        files.createMissing(new CredentialIssuer(new SecureRandom(), clock, List.of()));
        return TransportSecurity.open(
                files,
                CREDENTIAL_OVERLAP,
                clock,
                certificate -> refusals.refused(
                        "untrusted_certificate",
                        certificate.getSubjectX500Principal().getName()));
    }

    private static CallAuthentication authentication(TransportSecurity security, Refusals refusals) {
        return new CallAuthentication(
                security::acceptsToken,
                Set.of(AgentGrpc.SERVICE_NAME, HealthGrpc.SERVICE_NAME, ServerReflectionGrpc.SERVICE_NAME),
                (refusal, peer) -> refusals.refused(refusal.reason(), peer));
    }

    private Address.Tcp http(Options options, AgentTelemetry metrics) throws IOException {
        var asked = options.http();
        try {
            var face = closed(new HttpFace(
                    new InetSocketAddress(asked.host(), asked.port()), metrics, Optional::empty, Map.of()));
            return new Address.Tcp(asked.host(), face.address().getPort());
        } catch (IOException e) {
            throw new IOException(asked + ": cannot listen (" + e.getMessage() + "); --http takes another address", e);
        }
    }

    private static @Nullable Path pathOrNull(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }

    private void each(Duration interval, Runnable task) {
        var _ = schedule.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        log.atError().setCause(e).log("a periodic task failed");
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private <T extends AutoCloseable> T closed(T part) {
        parts.push(part);
        return part;
    }

    /** Ends every stream, then all the rest, the newest part first. Closing it twice is harmless. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                log.atWarn().setCause(e).log("a part did not stop well");
            }
        }
    }
}
