package io.headwater.client;

import static io.headwater.testkit.Events.setting;
import static io.headwater.testkit.Events.snapshot;
import static io.headwater.testkit.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headwater.client.ClientState.Phase;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.testkit.ScriptedServer;
import io.headwater.testkit.ScriptedServer.Call;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client does when no server answers at its start. */
final class StartPolicyTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    @AutoClose
    private final ScriptedServer server = ScriptedServer.start();

    @TempDir
    private Path directory;

    private ConfigClient.Builder client() {
        return ConfigClient.builder("trace-agent")
                .server(server.address())
                .credentials(server.credentials())
                .reconnectWithin(Duration.ofMillis(50));
    }

    @Test
    void localDefaultsHoldUntilAServerIsThere() throws Exception {
        server.stop();
        try (var client = client().whenNoServer(StartPolicy.localDefaults(Map.of("log_level", "warn")))
                .start()) {
            client.awaitReady(LONG);
            assertThat(client.state().phase()).isEqualTo(Phase.CACHED);
            assertThat(client.state().reason()).startsWith("local defaults").contains("nothing listens there");
            assertThat(client.reader().getString("log_level")).isEqualTo("warn");
            assertThat(client.view().find("log_level").orElseThrow().provenance())
                    .isEqualTo(Provenance.LOCAL);

            server.onConnect(snapshot(1, setting("log_level", "info", "file")));
            server.restart();

            await().until(() -> client.state().phase() == Phase.READY);
            assertThat(client.reader().getString("log_level")).isEqualTo("info");
        }
    }

    @Test
    void localDefaultsHoldWhenTheServerHangs() throws Exception {
        server.hang(Call.REGISTER);
        try (var client = client().whenNoServer(StartPolicy.localDefaults(Map.of("log_level", "warn")))
                .start()) {
            client.awaitReady(SHORT);

            assertThat(client.reader().getString("log_level")).isEqualTo("warn");
            assertThat(client.state().reason()).isEqualTo("local defaults: no snapshot within 0.3 s");
        }
    }

    @Test
    void theLastKnownGoodIsWhatAnEarlierRunHeld() throws Exception {
        var policy = StartPolicy.lastKnownGood(directory.resolve("cache"), Duration.ofDays(1));
        server.onConnect(snapshot(1, setting("log_level", "info", "file"), setting("api_key", "0123", "file")));
        try (var client = client().whenNoServer(policy).start()) {
            client.awaitReady(LONG);
            server.send(update(2, setting("log_level", "debug", "cli")));
            await().until(() -> client.reader().getString("log_level").equals("debug"));
        }
        server.stop();

        try (var client = client().whenNoServer(policy).start()) {
            client.awaitReady(LONG);

            assertThat(client.state().phase()).isEqualTo(Phase.CACHED);
            assertThat(client.state().isFresh()).isFalse();
            assertThat(client.state().reason()).startsWith("last known good of ");
            assertThat(client.reader().getString("log_level")).isEqualTo("debug");
            assertThat(client.reader().find("api_key")).isEmpty();
            assertThat(client.view().find("log_level").orElseThrow().provenance())
                    .isEqualTo(Provenance.CACHE);
            assertThat(client.metrics().get(ClientMetrics.STALENESS_SECONDS)).isPositive();
        }
    }

    @Test
    void theLastKnownGoodIsWrittenWhileTheClientRuns() throws Exception {
        var file = directory.resolve("cache");
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        try (var client = client().whenNoServer(StartPolicy.lastKnownGood(file, Duration.ofDays(1)))
                .start()) {
            client.awaitReady(LONG);

            await().until(() -> Files.exists(file));
        }
    }

    @Test
    void aStreamThatNeverWasReadyWritesNoLastKnownGood() throws Exception {
        var file = directory.resolve("cache");
        try (var client = client().whenNoServer(StartPolicy.lastKnownGood(file, Duration.ofDays(1)))
                .start()) {
            server.awaitStream();
            server.send(update(1, setting("log_level", "debug", "cli")));
            server.await(Call.STREAM, 2);
            assertThat(client.view().settings()).isEmpty();
        }

        assertThat(file).doesNotExist();
    }

    @Test
    void withoutAUsableLastKnownGoodItIsAWaitForTheServer() throws Exception {
        var file = Files.writeString(directory.resolve("cache"), "damaged");
        server.stop();
        try (var client = client().whenNoServer(StartPolicy.lastKnownGood(file, Duration.ofDays(1)))
                .start()) {
            assertThatThrownBy(() -> client.awaitReady(SHORT)).isInstanceOf(NotReadyException.class);
            assertThat(client.state().phase()).isEqualTo(Phase.INITIALIZING);

            server.onConnect(snapshot(1));
            server.restart();

            client.awaitReady(LONG);
        }
    }

    @Test
    void aDiskThatTakesNoLastKnownGoodHarmsNobody() throws Exception {
        var notADirectory = Files.writeString(directory.resolve("file"), "");
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        try (var client = client().whenNoServer(
                        StartPolicy.lastKnownGood(notADirectory.resolve("cache"), Duration.ofDays(1)))
                .start()) {
            client.awaitReady(LONG);

            assertThat(client.reader().getString("log_level")).isEqualTo("info");
        }
    }

    @Test
    void aClientThatIsSwitchedOffIsClosedAndTouchesNoNetwork() throws Exception {
        var off = new Bootstrap(
                false,
                "DD_REMOTE_AGENT_CONFIGSTREAM_CONSUMER_ENABLED=false",
                Address.of(server.address()),
                CredentialFiles.in(server.credentials()),
                Map.of());
        try (var client = ConfigClient.builder("trace-agent")
                .bootstrap(off)
                .overrides(Map.of("log_level", "warn"))
                .start()) {
            client.awaitReady(Duration.ZERO);

            assertThat(client.isActive()).isFalse();
            assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
            assertThat(client.state().reason())
                    .isEqualTo("switched off: DD_REMOTE_AGENT_CONFIGSTREAM_CONSUMER_ENABLED=false");
            assertThat(client.reader().getString("log_level")).isEqualTo("warn");
        }
        assertThat(server.count(Call.REGISTER)).isZero();
    }
}
