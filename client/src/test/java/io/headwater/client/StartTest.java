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
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.testkit.ScriptedServer;
import io.headwater.testkit.ScriptedServer.Call;
import io.headwater.testkit.TestCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client starts: when it is ready, and what it does when no server answers. */
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

    @Test
    void aStateListenerIsToldOfTheStateNowAndOfEachThatFollowsInOrder() throws Exception {
        server.onConnect(snapshot(1));
        var phases = new CopyOnWriteArrayList<Phase>();
        var threads = new CopyOnWriteArrayList<String>();
        var client = client().start();
        try (client) {
            var _ = client.onState(state -> {
                phases.add(state.phase());
                threads.add(Thread.currentThread().getName());
            });
            client.awaitReady(LONG);
            server.end(Status.UNAVAILABLE);
            await().until(() -> phases.stream().filter(Phase.READY::equals).count() == 2);
        }
        await().until(() -> phases.contains(Phase.CLOSED));

        assertThat(phases.subList(phases.indexOf(Phase.READY), phases.size()))
                .isEqualTo(List.of(Phase.READY, Phase.STALE, Phase.READY, Phase.CLOSED));
        assertThat(threads).allMatch(thread -> thread.startsWith("headwater-trace-agent-listener"));
    }

    @Test
    void aStateListenerThatThrowsOrWasClosedHarmsNobody() throws Exception {
        server.onConnect(snapshot(1));
        var told = new CopyOnWriteArrayList<Phase>();
        try (var client = client().start()) {
            var throwing = client.onState(_ -> {
                throw new IllegalStateException("listener");
            });
            var closed = client.onState(state -> told.add(state.phase()));
            await().until(() -> !told.isEmpty());
            closed.close();
            closed.close();
            client.awaitReady(LONG);
            throwing.close();
        }
        assertThat(told).doesNotContain(Phase.CLOSED);
    }

    @Test
    void closingEndsTheSessionAndClosingTwiceIsHarmless() throws Exception {
        server.nextSessions("the-session");
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        var client = client().start();
        client.awaitReady(LONG);

        client.close();
        client.close();

        assertThat(server.endedSessions()).containsExactly("the-session");
        assertThat(client.reader().getString("log_level")).isEqualTo("info");
        server.awaitStreams(0);
    }

    @Test
    void closingDoesNotWaitForAServerThatDoesNotKnowHowToEndASession() throws Exception {
        server.onConnect(snapshot(1));
        server.fail(Call.END_SESSION, Status.UNIMPLEMENTED);
        var client = client().start();
        client.awaitReady(LONG);

        client.close();

        server.awaitStreams(0);
    }

    @Test
    void closingDoesNotWaitLongForAServerThatHangs() throws Exception {
        server.onConnect(snapshot(1));
        server.hang(Call.END_SESSION);
        var client = client().start();
        client.awaitReady(LONG);

        client.close();

        server.awaitStreams(0);
    }

    @Test
    @SuppressWarnings("try") // a listener closes what is closed again below
    void aListenerMayCloseTheClient() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        var closed = new CompletableFuture<Phase>();
        try (var client = client().start()) {
            client.awaitReady(LONG);
            var _ = client.onChange("log_level", _ -> {
                client.close();
                closed.complete(client.state().phase());
            });
            server.send(update(2, setting("log_level", "debug", "cli")));

            assertThat(closed.get()).isEqualTo(Phase.CLOSED);
        }
    }

    @Test
    @SuppressWarnings("try") // a listener closes what is closed again below
    void aListenerOnTheClientsOwnThreadMayCloseItToo() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        var closed = new CompletableFuture<Phase>();
        try (var client = client().listenersOn(Runnable::run).start()) {
            client.awaitReady(LONG);
            var _ = client.onChange("log_level", _ -> {
                client.close();
                closed.complete(client.state().phase());
            });
            server.send(update(2, setting("log_level", "debug", "cli")));

            assertThat(closed.get()).isEqualTo(Phase.CLOSED);
        }
    }

    @Test
    void whoeverWaitsIsReleasedWhenTheClientIsClosed() {
        server.hang(Call.STREAM);
        var client = client().start();
        var waiting = CompletableFuture.runAsync(() -> {
            try {
                client.awaitReady(LONG);
            } catch (NotReadyException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        client.close();

        assertThat(waiting).failsWithin(LONG).withThrowableThat().withMessageContaining("the client is closed");
    }

    @Test
    void aClientLeavesNoThreadBehind() throws Exception {
        server.onConnect(snapshot(1));
        var client = client("fleeting").start();
        client.awaitReady(LONG);

        client.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("headwater-fleeting")));
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
