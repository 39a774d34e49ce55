package io.headwater.client;

import static io.headwater.testkit.Events.setting;
import static io.headwater.testkit.Events.snapshot;
import static io.headwater.testkit.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.headwater.client.ClientState.Phase;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.testkit.ScriptedServer;
import io.headwater.testkit.ScriptedServer.Call;
import io.headwater.testkit.TestCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client starts: when it is ready, and what it says when it is not. */
final class StartTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);

    @AutoClose
    private final ScriptedServer server = ScriptedServer.start();

    @TempDir
    private Path directory;

    private ConfigClient.Builder client() {
        return client("trace-agent");
    }

    private ConfigClient.Builder client(String name) {
        return ConfigClient.builder(name)
                .server(server.address())
                .credentials(server.credentials())
                .reconnectWithin(Duration.ofMillis(50));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trace-agent", "process-agent", "security-agent", "system-probe"})
    void waitsForTheFirstSnapshotAndThenIsReady(String name) throws Exception {
        try (var client = client(name).whenNoServer(StartPolicy.waitForServer()).start()) {
            server.awaitStream();
            assertThatThrownBy(() -> client.awaitReady(SHORT)).isInstanceOf(NotReadyException.class);
            assertThat(client.state().phase()).isEqualTo(Phase.INITIALIZING);

            server.send(snapshot(1, setting("log_level", "info", "file")));
            client.awaitReady(LONG);

            assertThat(client.state().phase()).isEqualTo(Phase.READY);
            assertThat(client.reader().getString("log_level")).isEqualTo("info");
            assertThat(server.streams().getFirst().request().getName()).isEqualTo(name);
        }
    }

    @Test
    void registersAsSomebodyWhoCannotBeCalledBack() throws Exception {
        server.onConnect(snapshot(1));
        try (var client = client().start()) {
            client.awaitReady(LONG);

            var registration = server.registrations().getFirst();
            assertThat(registration.getPid())
                    .isEqualTo(Long.toString(ProcessHandle.current().pid()));
            assertThat(registration.getFlavor()).isEqualTo("trace_agent");
            assertThat(registration.getDisplayName()).isEqualTo("trace-agent");
            assertThat(registration.getApiEndpointUri()).isEqualTo("https://configstream-consumer/trace-agent");
            assertThat(registration.getServicesList()).isEmpty();
        }
    }

    @Test
    void namesItsSessionInTheMetadataAndInTheRequest() throws Exception {
        server.onConnect(snapshot(1));
        server.nextSessions("the-session");
        try (var client = client().start()) {
            client.awaitReady(LONG);

            assertThat(server.streams().getFirst().sessionId()).isEqualTo("the-session");
            assertThat(server.streams().getFirst().request().getSessionId()).isEqualTo("the-session");
        }
    }

    @Test
    void updatesAloneMakeNothingReady() {
        try (var client = client().whenNoServer(StartPolicy.waitForServer()).start()) {
            server.awaitStream();
            server.send(update(1, setting("log_level", "debug", "cli")));
            server.await(Call.STREAM, 2);

            assertThatThrownBy(() -> client.awaitReady(SHORT)).isInstanceOf(NotReadyException.class);
            assertThat(client.view().settings()).isEmpty();
        }
    }

    @Test
    void aSnapshotThatIsStaleMakesNothingReady() {
        server.onConnect(snapshot(-1, setting("log_level", "debug", "cli")));
        try (var client = client().whenNoServer(StartPolicy.waitForServer()).start()) {
            await().until(() -> client.metrics().get(ClientMetrics.DROPPED_STALE_UPDATES) == 1);

            assertThatThrownBy(() -> client.awaitReady(SHORT)).isInstanceOf(NotReadyException.class);
            assertThat(client.view().settings()).isEmpty();
        }
    }

    @Test
    void aSnapshotOfNumberZeroMakesItReady() throws Exception {
        server.onConnect(snapshot(0, setting("log_level", "debug", "cli")));
        try (var client = client().start()) {
            client.awaitReady(LONG);

            assertThat(client.view().sequence()).isZero();
        }
    }

    @Test
    void theViewHoldsTheSnapshotWithTheOverridesWhenTheWaitIsOver() throws Exception {
        server.onConnect(
                snapshot(1, setting("log_level", "info", "file"), setting("apm_config.log_level", "trace", "file")));
        try (var client = client().logLevelFrom("apm_config.log_level")
                .overrides(Map.of("hostname", "here"))
                .start()) {
            client.awaitReady(LONG);

            assertThat(client.view().getString("log_level")).isEqualTo("trace");
            assertThat(client.view().getString("hostname")).isEqualTo("here");
        }
    }

    @Test
    void withoutASnapshotTheWaitEndsInTimeAndSaysSoAndTheClientIsClosed() {
        server.hang(Call.STREAM);
        try (var client = client().start()) {
            assertThatThrownBy(() -> client.awaitReady(SHORT))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessage("trace-agent: no initial snapshot: none came within 0.3 s (expected: one from "
                            + server.address() + "); the server has not answered yet");

            assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
            assertThat(client.isActive()).isFalse();
            assertThatThrownBy(() -> client.awaitReady(LONG))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("the client is closed");
        }
    }

    /** However long it takes a busy machine to find out. */
    private static void assertThatAWaitSays(ConfigClient.Builder builder, String... words) {
        try (var client = builder.whenNoServer(StartPolicy.waitForServer()).start()) {
            await().atMost(LONG)
                    .untilAsserted(() -> assertThatThrownBy(() -> client.awaitReady(SHORT))
                            .hasMessageContaining("no initial snapshot")
                            .hasMessageContainingAll(words));
        }
    }

    @Test
    void aWaitThatFailedSaysThatCredentialsAreMissing() {
        assertThatAWaitSays(
                client().credentials(directory),
                directory.resolve("auth_token") + ": missing",
                "expected: a file that the server made");
    }

    @Test
    void aWaitThatFailedSaysThatNothingListensThere() {
        server.stop();

        assertThatAWaitSays(client(), server.address() + ": nothing listens there", "headwater serve");
    }

    @Test
    void aWaitThatFailedSaysThatNoSocketIsThere() {
        assertThatAWaitSays(client().server("unix:" + directory.resolve("no.sock")), "nothing listens there");
    }

    @Test
    void aWaitThatFailedSaysThatTheServerHasAnotherCertificate() {
        TestCredentials.in(directory);

        assertThatAWaitSays(client().credentials(directory), "no trust between us");
    }

    @Test
    void aWaitThatFailedSaysThatTheServerRefusedTheToken() {
        var impostor = new TestCredentials(server.credentials()).withAnotherToken(directory.resolve("other"));

        assertThatAWaitSays(client().credentials(impostor.directory()), "UNAUTHENTICATED");
    }

    @Test
    void noReasonGivesAwayTheSession() {
        server.nextSessions("the-session");
        server.fail(Call.STREAM, Status.UNAVAILABLE.withDescription("session_id 'the-session' is busy"));

        assertThatAWaitSays(client(), "session_id '********' is busy");
    }

    @Test
    void waitsForCredentialsThatAreNotThereYet() throws Exception {
        server.onConnect(snapshot(1));
        var late = Files.createDirectory(directory.resolve("late"));
        try (var client = client().credentials(late)
                .whenNoServer(StartPolicy.waitForServer())
                .start()) {
            assertThatThrownBy(() -> client.awaitReady(SHORT)).hasMessageContaining("missing");

            var there = CredentialFiles.in(server.credentials());
            Files.copy(there.token(), CredentialFiles.in(late).token());
            Files.copy(there.certificate(), CredentialFiles.in(late).certificate());

            client.awaitReady(LONG);
        }
    }

    @Test
    void aWaitThatFailedMayBeRepeatedUnlessThePolicyIsToFail() throws Exception {
        server.stop();
        try (var client = client().whenNoServer(StartPolicy.waitForServer()).start()) {
            assertThatThrownBy(() -> client.awaitReady(SHORT)).isInstanceOf(NotReadyException.class);
            assertThat(client.isActive()).isTrue();

            server.onConnect(snapshot(1));
            server.restart();

            client.awaitReady(LONG);
        }
    }

    @Test
    void aNameOrACredentialThatIsMissingIsAnErrorAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigClient.builder("two words"))
                .withMessage("name: two words (expected: 1 to 100 letters, digits, dots, dashes and underscores)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigClient.builder("trace-agent").start())
                .withMessageStartingWith("credentials: none (expected:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client().reconnectWithin(Duration.ZERO))
                .withMessage("reconnect within: PT0S (expected: more than 0)");
    }
}
