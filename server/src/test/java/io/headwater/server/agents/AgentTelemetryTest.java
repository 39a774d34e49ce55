package io.headwater.server.agents;

import static io.headwater.server.agents.FakeAgent.TELEMETRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.fleet.Admission;
import io.headwater.core.fleet.Registrant;
import io.headwater.core.fleet.Registry;
import io.headwater.server.telemetry.Meters;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTelemetryTest {
    private static final Duration KEPT = Duration.ofSeconds(1);

    @TempDir
    private static Path directory;

    private static TestCredentials credentials;

    private final Meters meters = new Meters();
    private final AtomicLong nanos = new AtomicLong();
    private final List<FakeAgent> agents = new ArrayList<>();
    private final Registry registry = new Registry(
            new Registry.Limits(Duration.ofSeconds(60), 100),
            InstantSource.system(),
            System::nanoTime,
            UUID::randomUUID,
            e -> {
                throw e;
            });
    private Callbacks callbacks;
    private AgentTelemetry telemetry;

    @BeforeAll
    static void issue() throws Exception {
        credentials = TestCredentials.create(directory);
    }

    @BeforeEach
    void open() throws Exception {
        callbacks =
                new Callbacks(registry, Duration.ofSeconds(30), credentials.client(), TestCredentials.token(), meters);
        telemetry = new AgentTelemetry(callbacks, meters, KEPT, nanos::get);
    }

    @AfterEach
    void close() {
        callbacks.close();
        agents.forEach(FakeAgent::close);
        registry.close();
        meters.close();
    }

    @Test
    void showsWhatTheAgentsCountBesideTheServersOwn() throws Exception {
        agent("Trace Agent", "# TYPE traces_total counter\ntraces_total 3\n");
        agent("Agent Data Plane", "# TYPE traces_total counter\ntraces_total{emitter=\"x\"} 4\n");

        assertThat(telemetry.get().lines())
                .contains(
                        "configstream_subscribers 0.0",
                        "traces_total{emitter=\"trace-agent\"} 3.0",
                        "traces_total{emitter=\"agent-data-plane\"} 4.0");
    }

    @Test
    void doesWithoutAnAgentThatCannotBeAskedOrTalksNonsense() throws Exception {
        registry.register(new Registrant("", "", "Gone", "vsock://3:5001", List.of(TELEMETRY)));
        agent("Babbler", "a b c d\n");
        agent("Trace Agent", "# TYPE a counter\na 2\n");

        assertThat(telemetry.get().lines())
                .contains("configstream_subscribers 0.0", "a{emitter=\"trace-agent\"} 2.0")
                .noneMatch(line -> line.contains("emitter=\"gone\"") || line.contains("emitter=\"babbler\""));
    }

    @Test
    void asksTheAgentsNoMoreOftenThanNeeded() throws Exception {
        var agent = agent("Trace Agent", "# TYPE a counter\na 1\n");
        Stream.generate(() -> CompletableFuture.supplyAsync(telemetry))
                .limit(8)
                .toList()
                .forEach(scrape -> assertThat(scrape.join()).contains("a{emitter=\"trace-agent\"} 1.0"));
        assertThat(agent.calls).hasValue(1);

        agent.metrics("# TYPE a counter\na 2\n");
        nanos.addAndGet(KEPT.toNanos());
        assertThat(telemetry.get()).contains("a{emitter=\"trace-agent\"} 1.0");

        nanos.incrementAndGet();
        assertThat(telemetry.get()).contains("a{emitter=\"trace-agent\"} 2.0");
        assertThat(agent.calls).hasValue(2);
    }

    private FakeAgent agent(String displayName, String metrics) throws Exception {
        var agent = FakeAgent.onLoopback(credentials).metrics(metrics);
        agents.add(agent);
        var registrant = new Registrant("", "", displayName, agent.uri(), List.of(TELEMETRY));
        var session = ((Admission.Granted) registry.register(registrant)).session();
        return agent.answersAs(session.id());
    }
}
