package io.headwater.client;

import static io.headwater.testkit.Events.largeSnapshot;
import static io.headwater.testkit.Events.setting;
import static io.headwater.testkit.Events.snapshot;
import static io.headwater.testkit.Events.unset;
import static io.headwater.testkit.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.headwater.client.ClientState.Phase;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.testkit.Link;
import io.headwater.testkit.ScriptedServer;
import io.headwater.testkit.ScriptedServer.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How a client follows a stream: what it holds, and what it does when the stream, the session or the link is lost. */
final class FollowTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @AutoClose
    private final ScriptedServer server = ScriptedServer.start();

    private ConfigClient.Builder client() {
        return ConfigClient.builder("trace-agent")
                .server(server.address())
                .credentials(server.credentials())
                .reconnectWithin(Duration.ofMillis(50));
    }

    private static ConfigClient ready(ConfigClient client) throws Exception {
        client.awaitReady(LONG);
        return client;
    }

    private static void awaitValue(ConfigClient client, String key, String value) {
        await().atMost(LONG).until(() -> client.reader().getString(key, "").equals(value));
    }

    private static void awaitPhase(ConfigClient client, Phase phase) {
        await().atMost(LONG).until(() -> client.state().phase() == phase);
    }

    @Test
    void consecutiveUpdatesAreAppliedInOrderAndTheLastHolds() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        try (var client = ready(client().start())) {
            var seen = new CopyOnWriteArrayList<Long>();
            var _ = client.onChange(
                    "cmd_port",
                    change -> seen.add((Long) change.now().orElseThrow().value()));
            for (int i = 2; i <= 50; i++) {
                server.send(update(i, setting("cmd_port", i, "cli")));
            }

            await().until(() -> seen.contains(50L));
            assertThat(seen).isSorted().doesNotHaveDuplicates();
            assertThat(client.reader().getInt("cmd_port")).isEqualTo(50);
            assertThat(client.view().sequence()).isEqualTo(50);
            assertThat(client.metrics().get(ClientMetrics.LAST_SEQUENCE_ID)).isEqualTo(50);
        }
    }

    @Test
    void aStaleUpdateLeavesValueAndNumberAsTheyAre() throws Exception {
        server.onConnect(snapshot(5, setting("log_level", "info", "file")));
        try (var client = ready(client().start())) {
            server.send(update(4, setting("log_level", "debug", "cli")));
            server.send(update(6, setting("hostname", "here", "file")));

            awaitValue(client, "hostname", "here");
            assertThat(client.reader().getString("log_level")).isEqualTo("info");
            assertThat(client.metrics().get(ClientMetrics.DROPPED_STALE_UPDATES))
                    .isEqualTo(1);
        }
    }

    @Test
    void anUnsetRestoresWhatWasShadowedWithItsOwnSource() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "debug", "cli"), setting("mine", "x", "cli")));
        try (var client = ready(client().start())) {
            server.send(update(2, unset("log_level", "cli", "warn", "environment-variable")));
            server.send(update(3, unset("mine", "cli", null, "")));

            await().until(() -> client.view().sequence() == 3);
            assertThat(client.reader().getString("log_level")).isEqualTo("warn");
            assertThat(client.reader().source("log_level")).contains("environment-variable");
            assertThat(client.reader().find("mine")).isEmpty();
        }
    }

    @Test
    void aLayerThatWasClearedWhileTheLinkWasDownIsGoneWithTheNextSnapshot() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "debug", "cli"), setting("mine", "x", "cli")));
        try (var client = ready(client().start())) {
            server.onConnect(snapshot(9, setting("log_level", "info", "file")));
            server.end(Status.UNAVAILABLE);

            awaitValue(client, "log_level", "info");
            assertThat(client.reader().source("log_level")).contains("file");
            assertThat(client.reader().find("mine")).isEmpty();
        }
    }

    @Test
    void theSourceThatTheServerNamesIsKeptWhateverItIs() throws Exception {
        server.onConnect(snapshot(1, setting("a", false, "infra-mode")));
        try (var client = ready(client().start())) {
            assertThat(client.reader().source("a")).contains("infra-mode");
            server.send(update(2, setting("a", true, "file")));
            await().until(() -> client.reader().getBoolean("a"));
            server.send(update(3, unset("a", "file", false, "infra-mode")));
            await().until(() -> !client.reader().getBoolean("a"));

            assertThat(client.reader().source("a")).contains("infra-mode");
        }
    }

    @Test
    void ofDuplicateKeysInASnapshotTheLastCounts() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "info", "file"), setting("Log_Level", "debug", "cli")));
        try (var client = ready(client().start())) {
            assertThat(client.reader().getString("log_level")).isEqualTo("debug");
            assertThat(client.view().settings()).hasSize(1);
        }
    }

    @Test
    void anAgentsOwnLogLevelHoldsUntilItIsEmptyAndThatOfAnotherDoesNot() throws Exception {
        server.onConnect(snapshot(
                1,
                setting("log_level", "info", "file"),
                setting("apm_config.log_level", "trace", "file"),
                setting("process_config.log_level", "off", "file")));
        try (var client = ready(client().logLevelFrom("apm_config.log_level").start())) {
            assertThat(client.reader().getString("log_level")).isEqualTo("trace");

            server.send(update(2, setting("apm_config.log_level", "", "file")));

            awaitValue(client, "log_level", "info");
        }
    }

    @Test
    void aSnapshotOfEightMegabytesArrives() throws Exception {
        server.onConnect(largeSnapshot(1, 8 << 20, setting("log_level", "info", "file")));
        try (var client = ready(client().start())) {
            assertThat(client.reader().getString("log_level")).isEqualTo("info");
            assertThat(client.view().settings()).hasSizeGreaterThan(100);
        }
    }

    @Test
    void aNumberingThatBeginsAnewOnANewStreamIsFollowed() throws Exception {
        server.onConnect(snapshot(Integer.MAX_VALUE - 1, setting("log_level", "info", "file")));
        try (var client = ready(client().start())) {
            server.send(update(Integer.MAX_VALUE, setting("log_level", "debug", "cli")));
            awaitValue(client, "log_level", "debug");

            server.onConnect(snapshot(0, setting("log_level", "trace", "cli")));
            server.end(Status.UNAVAILABLE);
            awaitValue(client, "log_level", "trace");
            server.send(update(1, setting("log_level", "off", "cli")));

            awaitValue(client, "log_level", "off");
            assertThat(client.view().stream()).isEqualTo(2);
        }
    }

    @Test
    void bytesThatAreNoEventAreAnsweredWithANewStream() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        try (var client = ready(client().start())) {
            server.sendBytes(new byte[] {(byte) 0xFF, 0, 1, 2});
            server.await(Call.STREAM, 2);

            awaitPhase(client, Phase.READY);
            assertThat(server.registrations()).hasSize(1);
        }
    }

    @Test
    void aStreamThatIsLostLeavesTheSettingsAndSaysThatTheyAreStale() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        try (var client = ready(client().start())) {
            assertThat(client.metrics().get(ClientMetrics.STALENESS_SECONDS)).isZero();
            server.stop();

            awaitPhase(client, Phase.STALE);
            assertThat(client.state().isReadable()).isTrue();
            assertThat(client.reader().getString("log_level")).isEqualTo("info");
            assertThat(client.metrics().get(ClientMetrics.STALENESS_SECONDS)).isPositive();
            assertThat(client.metrics().get(ClientMetrics.RECONNECT_COUNT)).isPositive();

            server.restart();
            awaitPhase(client, Phase.READY);
            assertThat(client.metrics().get(ClientMetrics.STALENESS_SECONDS)).isZero();
            assertThat(client.metrics().get(ClientMetrics.SESSION_REGISTRATIONS))
                    .isEqualTo(1);
        }
    }

    @Test
    void aServerThatForgotTheSessionIsGivenANewOne() throws Exception {
        server.onConnect(snapshot(1));
        try (var client = ready(client().start())) {
            server.evict();
            server.await(Call.STREAM, 2);

            awaitPhase(client, Phase.READY);
            assertThat(server.registrations()).hasSize(2);
            assertThat(client.metrics().get(ClientMetrics.SESSION_REGISTRATIONS))
                    .isEqualTo(2);
        }
    }

    @Test
    void aSessionIsRefreshedWhereItWasRegistered() throws Exception {
        server.recommendInterval(1);
        server.onConnect(snapshot(1));
        try (var client = ready(client().start())) {
            server.await(Call.REFRESH, 2);

            assertThat(server.registrations()).hasSize(1);
            assertThat(client.state().phase()).isEqualTo(Phase.READY);
        }
    }

    @Test
    void aServerThatRegistersElsewhereOnlyIsRegisteredWithThere() throws Exception {
        server.failNext(Call.REGISTER, Status.UNIMPLEMENTED);
        server.recommendInterval(1);
        server.onConnect(snapshot(1));
        try (var client = ready(client().start())) {
            server.await(Call.REFRESH, 1);

            assertThat(server.count(Call.REGISTER)).isEqualTo(2);
            assertThat(server.registrations()).hasSize(1);
            assertThat(client.metrics().get(ClientMetrics.RECONNECT_COUNT)).isZero();
        }
    }

    @Test
    void refreshesThatFailAreCountedAndDoNotCostTheSession() throws Exception {
        server.recommendInterval(1);
        server.onConnect(snapshot(1));
        server.failNext(Call.REFRESH, Status.UNAVAILABLE);
        try (var client = ready(client().start())) {
            server.await(Call.REFRESH, 2);
            awaitPhase(client, Phase.READY);

            assertThat(client.metrics().get(ClientMetrics.SESSION_REFRESH_FAILURES))
                    .isEqualTo(1);
            assertThat(server.registrations()).hasSize(1);
        }
    }

    @Test
    void aLinkThatIsHalfOpenIsFoundByTheRefreshAndLeft() throws Exception {
        server.recommendInterval(1);
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        try (var link = Link.to(server.address());
                var client = ready(client().server(link.address()).start())) {
            server.await(Call.REFRESH, 1);
            link.freeze();

            awaitPhase(client, Phase.STALE);
            assertThat(client.state().reason()).startsWith("refresh: ").contains("DEADLINE_EXCEEDED");

            server.onConnect(snapshot(1, setting("log_level", "debug", "cli")));
            link.thaw();
            awaitValue(client, "log_level", "debug");
            awaitPhase(client, Phase.READY);
        }
    }

    @Test
    void aClockThatJumpsChangesNothing() throws Exception {
        var time = new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));
        server.recommendInterval(1);
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        try (var client = ready(client().clock(time::get).start())) {
            time.set(Instant.parse("2036-05-01T12:00:00Z"));
            server.await(Call.REFRESH, 1);
            time.set(Instant.parse("1996-05-01T12:00:00Z"));
            server.await(Call.REFRESH, 2);
            server.send(update(2, setting("log_level", "debug", "cli")));

            awaitValue(client, "log_level", "debug");
            assertThat(client.state().phase()).isEqualTo(Phase.READY);
            assertThat(client.metrics().get(ClientMetrics.STALENESS_SECONDS)).isZero();
            assertThat(server.count(Call.STREAM)).isEqualTo(1);
        }
    }

    @Test
    void whatTheStreamOverrulesIsReportedOnceByNameAndNeverByValue() throws Exception {
        server.onConnect(snapshot(
                1,
                setting("log_level", "info", "file"),
                setting("apm_config.log_level", "trace", "file"),
                setting("api_key", "of-the-server", "file"),
                setting("cmd_port", 5001, "file")));
        var environment = Map.of(
                "DD_LOG_LEVEL", "trace",
                "DD_API_KEY", "of-this-process",
                "DD_CMD_PORT", "5001",
                "DD_UNHEARD_OF", "x");
        var bootstrap = new Bootstrap(
                true, "default", Address.of(server.address()), CredentialFiles.in(server.credentials()), environment);
        try (var log = new Lines();
                var client = ready(client().bootstrap(bootstrap)
                        .logLevelFrom("apm_config.log_level")
                        .start())) {
            server.end(Status.UNAVAILABLE);
            await().until(() -> client.view().stream() == 2);

            assertThat(log.lines.stream().filter(line -> line.contains("DD_")))
                    .singleElement()
                    .asString()
                    .endsWith("the stream decides otherwise than the environment of this process: api_key (DD_API_KEY)")
                    .doesNotContain("of-the-server", "of-this-process");
        }
    }

    @Test
    void aFailureThatRepeatsIsLoggedOnce() throws Exception {
        server.stop();
        try (var log = new Lines();
                var client = client().whenNoServer(StartPolicy.waitForServer()).start()) {
            assertThat(client.isActive()).isTrue();
            await().until(() -> !log.lines.isEmpty());
            var attempts = new ArrayList<Object>();
            await().pollInterval(Duration.ofMillis(50)).until(() -> attempts.add(0) && attempts.size() > 20);

            assertThat(log.lines.stream().filter(line -> line.contains("nothing listens there")))
                    .hasSize(1);
        }
    }

    /** What the client logs while this is open. */
    private static final class Lines extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(ConfigClient.class.getName());
        private final List<String> lines = new CopyOnWriteArrayList<>();

        Lines() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
