package io.headwater.client;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.agent.RemoteAgent;
import io.headwater.testkit.Held;
import io.headwater.testkit.TestServer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A client and the real server. */
final class ConfigClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @AutoClose
    private final TestServer server = TestServer.with("log_level: warn\n");

    private ConfigClient.Builder client() {
        return ConfigClient.builder("trace-agent")
                .server(server.address())
                .credentials(server.credentials())
                .reconnectWithin(Duration.ofMillis(100));
    }

    private static void awaitLevel(ConfigClient client, String level) {
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(client.reader().getString("log_level")).isEqualTo(level));
    }

    @Test
    void readsWhatTheServerHasAndFollowsChanges() throws Exception {
        try (var client = client().start()) {
            client.awaitReady(LONG);
            assertThat(client.reader().getString("log_level")).isEqualTo("warn");
            assertThat(client.reader().source("log_level")).contains("file");

            server.set("log_level", "debug");
            awaitLevel(client, "debug");
            assertThat(client.reader().source("log_level")).contains("cli");

            server.unset("log_level");
            awaitLevel(client, "warn");
            assertThat(client.reader().source("log_level")).contains("file");
        }
    }

    @Test
    void holdsExactlyWhatTheServerHolds() throws Exception {
        try (var client = client().start()) {
            client.awaitReady(LONG);
            server.set("log_level", "debug");
            awaitLevel(client, "debug");

            assertThat(client.view().settings().stream()
                            .collect(toMap(Setting::key, each -> new Held(each.value(), each.source()))))
                    .isEqualTo(server.settings());
        }
    }

    @Test
    void isOneOfTheServersAgentsUntilItIsClosed() throws Exception {
        try (var client = client().start()) {
            client.awaitReady(LONG);
            assertThat(server.agents()).containsExactly("trace-agent");
        }
        assertThat(server.agents()).isEmpty();
    }

    @Test
    void answersTheServerAsARemoteAgentAndStillDoesAfterTheServerWasRestarted() throws Exception {
        var agent = RemoteAgent.named("Trace Agent").status("Receiver", () -> Map.of("spans", "42"));
        try (var client = client().agent(agent).start()) {
            client.awaitReady(LONG);
            assertThat(server.agents()).containsExactly("Trace Agent");
            await().untilAsserted(() -> assertThat(server.status().toString()).contains("Receiver", "spans", "42"));

            server.restart();

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(server.status().toString()).contains("Receiver", "spans", "42"));
        }
    }

    @Test
    void comesBackToAServerThatWasRestarted() throws Exception {
        try (var client = client().start()) {
            client.awaitReady(LONG);
            server.set("log_level", "debug");
            awaitLevel(client, "debug");

            server.restart();

            awaitLevel(client, "warn");
            await().until(() -> client.state().isFresh());
            assertThat(server.agents()).containsExactly("trace-agent");
        }
    }

    @Test
    void reachesItOverAUnixSocket() throws Exception {
        try (var client = client().server("unix:" + server.unixSocket()).start()) {
            client.awaitReady(LONG);
            server.set("log_level", "debug");

            awaitLevel(client, "debug");
        }
    }

    @Test
    void livesThroughARotationOfTheCredentialsWithoutARestart() throws Exception {
        try (var client = client().start()) {
            client.awaitReady(LONG);

            server.rotateCredentials();
            server.restart();
            server.set("log_level", "debug");

            awaitLevel(client, "debug");
            await().until(() -> client.state().isFresh());
        }
    }

    @Test
    void aTokenFileThatIsBrokenForAMomentHarmsNoLiveConnection() throws Exception {
        var token = server.credentials().resolve("auth_token");
        var good = Files.readString(token);
        try (var client = client().start()) {
            client.awaitReady(LONG);
            Files.writeString(token, "");
            server.set("log_level", "debug");
            awaitLevel(client, "debug");
            Files.writeString(token, good);

            assertThat(client.state().isFresh()).isTrue();
        }
    }
}
