package io.headwater.examples.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.ClientState.Phase;
import io.headwater.client.ConfigClient;
import io.headwater.client.ConfigReport;
import io.headwater.client.StartPolicy;
import io.headwater.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each of the five against a real server. */
@Timeout(120)
final class ExampleAgentsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String YAML = "log_level: warn\napi_key: 0123456789abcdef0123456789abcdef\n";

    @TempDir
    private Path directory;

    private static ConfigClient.Builder config(ExampleAgents agent, TestServer server) {
        return ConfigClient.builder(agent.agentName())
                .server(server.address())
                .credentials(server.credentials())
                .reconnectWithin(Duration.ofMillis(200));
    }

    private static void awaitLevel(ExampleAgent agent, String level) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agent.client().reader().getString("log_level"))
                        .isEqualTo(level));
    }

    private static void awaitPhase(ExampleAgent agent, Phase phase) {
        await().atMost(PATIENCE).until(() -> agent.client().state().phase() == phase);
    }

    @ParameterizedTest
    @EnumSource
    void showsAChangeAndTellsTheServerHowItIs(ExampleAgents which) throws Exception {
        try (var server = TestServer.with(YAML);
                var agent = which.start(config(which, server), PATIENCE)) {
            awaitLevel(agent, "warn");

            server.set("log_level", "debug");

            awaitLevel(agent, "debug");
            var status = server.status().getFirst();
            assertThat(status.getError()).isEmpty();
            assertThat(status.getNamedSectionsList())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .anySatisfy(section -> {
                        assertThat(section.getName()).isEqualTo("Configuration");
                        assertThat(section.getFieldsMap())
                                .containsKeys("state", "settings", "from the stream", "sequence");
                    });
            assertThat(server.flare(which.agentName()).values())
                    .anySatisfy(file -> assertThat(file.toStringUtf8())
                            .contains("log_level: debug (cli), from the stream")
                            .contains("api_key: ********")
                            .doesNotContain("0123456789abcdef"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesARestartAndARotation(ExampleAgents which) throws Exception {
        try (var server = TestServer.with(YAML);
                var agent = which.start(config(which, server), PATIENCE)) {
            server.stop();
            awaitPhase(agent, Phase.STALE);
            assertThat(agent.client().reader().getString("log_level")).isEqualTo("warn");
            server.restart();
            awaitPhase(agent, Phase.READY);

            server.rotateCredentials();
            server.restart();
            server.set("log_level", "trace");
            awaitLevel(agent, "trace");
            awaitPhase(agent, Phase.READY);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(server.status())
                            .hasSize(1)
                            .allSatisfy(status -> assertThat(status.getError()).isEmpty()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void startsFromItsCacheWhenTheServerIsDown(ExampleAgents which) throws Exception {
        var file = directory.resolve("last-known-good");
        var policy = StartPolicy.lastKnownGood(file, Duration.ofDays(1));
        try (var server = TestServer.with(YAML)) {
            try (var agent = which.start(config(which, server).whenNoServer(policy), PATIENCE)) {
                server.set("log_level", "debug");
                awaitLevel(agent, "debug");
            }
            server.stop();
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("0123456789abcdef");

            try (var agent = which.start(config(which, server).whenNoServer(policy), PATIENCE)) {
                assertThat(agent.client().state().phase()).isEqualTo(Phase.CACHED);
                assertThat(agent.client().reader().getString("log_level")).isEqualTo("debug");
                assertThat(ConfigReport.of(agent.client().view().under("log_level")))
                        .isEqualTo("log_level: debug (cli), from the cache\n");

                server.restart();

                awaitPhase(agent, Phase.READY);
                awaitLevel(agent, "warn");
            }
        }
    }

    @Test
    void theirComponentsFollowTheirSections() throws Exception {
        try (var server = TestServer.with("apm_config:\n  max_traces_per_second: 25\n  log_level: trace\n");
                var traces = new TraceAgent(config(ExampleAgents.TRACE_AGENT, server), PATIENCE);
                var processes = new ProcessAgent(config(ExampleAgents.PROCESS_AGENT, server), PATIENCE);
                var security = new SecurityAgent(config(ExampleAgents.SECURITY_AGENT, server), PATIENCE);
                var plane = new AgentDataPlane(config(ExampleAgents.AGENT_DATA_PLANE, server), PATIENCE)) {
            assertThat(traces.apm().maxTracesPerSecond()).contains(25.0);
            assertThat(plane.enabled()).isFalse();

            server.set("apm_config.max_traces_per_second", "50");
            server.set("process_config.process_collection.enabled", "true");
            server.set("compliance_config.check_interval", "90s");
            server.set("data_plane.enabled", "true");

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(traces.apm().maxTracesPerSecond()).contains(50.0);
                assertThat(processes.checks()).containsEntry("process", "running");
                assertThat(security.every()).isEqualTo(Duration.ofSeconds(90));
                assertThat(plane.enabled()).isTrue();
                assertThat(traces.client().reader().getString("log_level")).isEqualTo("trace");
            });
            assertThat(processes.client().reader().getString("log_level")).isEqualTo("info");
        }
    }
}
