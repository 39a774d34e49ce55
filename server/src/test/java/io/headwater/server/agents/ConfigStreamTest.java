package io.headwater.server.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.Status;
import io.headwater.core.feed.Feed;
import io.headwater.core.feed.Revision;
import io.headwater.core.settings.Setting;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigStreamTest {
    private static final String REGISTER_FIRST =
            ": remote agent must register with RAR before subscribing to config stream";

    @TempDir
    private Path directory;

    private StreamServer server;

    @BeforeEach
    void start() throws Exception {
        server = StreamServer.over(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void snapshotFirst() {
        server.set("log_level", "info");
        server.set("site", "datadoghq.eu");
        var agent = server.follow(server.register("Trace Agent"));

        var snapshot = agent.next().getSnapshot();

        assertThat(snapshot.getSequenceId()).isEqualTo(2);
        assertThat(snapshot.getOrigin()).isEqualTo("datadog.yaml");
        assertThat(snapshot.getSettingsList())
                .containsExactly(setting("log_level", "info", "file"), setting("site", "datadoghq.eu", "file"));
    }

    @Test
    void order() {
        var agent = server.follow(server.register("Trace Agent"));
        assertThat(agent.next().getSnapshot().getSequenceId()).isZero();

        for (int i = 1; i <= 20; i++) {
            server.set("log_level", "level" + i);
        }

        for (int i = 1; i <= 20; i++) {
            var update = agent.next().getUpdate();
            assertThat(update.getSequenceId()).isEqualTo(i);
            assertThat(update.getOrigin()).isEqualTo("datadog.yaml");
            assertThat(update.getSetting()).isEqualTo(setting("log_level", "level" + i, "file"));
        }
    }

    @Test
    void everyTypeArrivesAsItself() {
        var agent = server.follow(server.register("Trace Agent"));
        agent.next();
        server.write(draft -> {
            draft.put("bool", new Setting(Value.of(true), Source.CLI));
            draft.put("number", new Setting(Value.of(30_000_000_000L), Source.CLI));
            draft.put("real", new Setting(Value.of(0.25), Source.CLI));
            draft.put(
                    "mapping",
                    new Setting(new Value.Mapping(Map.of("hosts", Value.of(java.util.List.of("a", "b")))), Source.CLI));
        });

        assertThat(agent.next().getUpdate().getSetting().getValue().getBoolValue())
                .isTrue();
        assertThat(agent.next().getUpdate().getSetting().getValue().getNumberValue())
                .isEqualTo(3e10);
        assertThat(agent.next().getUpdate().getSetting().getValue().getNumberValue())
                .isEqualTo(0.25);
        assertThat(agent.next()
                        .getUpdate()
                        .getSetting()
                        .getValue()
                        .getStructValue()
                        .getFieldsOrThrow("hosts")
                        .getListValue()
                        .getValues(1)
                        .getStringValue())
                .isEqualTo("b");
    }

    @Test
    void anUnsetNamesTheClearedLayerAndWhatItFallsBackTo() {
        server.set("log_level", "info");
        var agent = server.follow(server.register("Trace Agent"));
        agent.next();
        server.write(draft -> draft.put("log_level", new Setting(Value.of("warn"), Source.DEFAULT, Source.CLI)));
        server.write(draft -> draft.remove("log_level"));

        assertThat(agent.next().getUpdate().getSetting())
                .isEqualTo(setting("log_level", "warn", "default").toBuilder()
                        .setUnsetSource("cli")
                        .build());
        assertThat(agent.next().getUpdate().getSetting())
                .isEqualTo(ConfigSetting.newBuilder()
                        .setKey("log_level")
                        .setUnsetSource("default")
                        .build());

        var late = server.follow(server.register("Late Agent"));
        assertThat(late.next().getSnapshot().getSettingsList()).isEmpty();
    }

    @Test
    void neverSilent() {
        var agent = server.follow(server.register("Slow Agent"));
        agent.next();
        var large = "x".repeat(10_000);
        for (int i = 0; i < 2_000; i++) {
            server.set("key" + i % 100, large + i);
        }

        var held = new HashMap<String, String>();
        int sequence = 0;
        int snapshots = 0;
        while (sequence < 2_000) {
            var event = agent.next();
            if (event.hasSnapshot()) {
                snapshots++;
                assertThat(event.getSnapshot().getSequenceId()).isGreaterThan(sequence);
                sequence = event.getSnapshot().getSequenceId();
                held.clear();
                event.getSnapshot().getSettingsList().forEach(each -> take(held, each));
            } else {
                assertThat(event.getUpdate().getSequenceId()).isEqualTo(sequence + 1);
                sequence++;
                take(held, event.getUpdate().getSetting());
            }
        }

        assertThat(snapshots).as("a stalled agent is told what it missed").isPositive();
        assertThat(held).hasSize(100).containsEntry("key99", large + 1_999);
        assertThat(server.meters.scrape()).contains("configstream_discontinuities " + (double) snapshots);
    }

    @Test
    void gated() {
        var session = server.register("Trace Agent");
        var agent = server.follow(session);
        agent.next();

        server.registry.session(session).orElseThrow().markUnhealthy("for the test");
        server.registry.reap();

        var end = agent.end();
        assertThat(end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(end.getDescription()).isEqualTo("session_id '" + session + "' not found" + REGISTER_FIRST);
        assertThat(server.follow(session).end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void endsTheStreamsOfAnAgentThatLeavesAndNoOthers() {
        var leaving = server.register("Trace Agent");
        var staying = server.register("Process Agent");
        var first = server.follow(leaving);
        var second = server.follow(leaving);
        var other = server.follow(staying);
        first.next();
        second.next();
        other.next();

        server.endSession(leaving);
        server.endSession(leaving);
        server.endSession("no such session");

        for (var ended : List.of(first, second, server.follow(leaving))) {
            assertRefused(ended, Status.Code.PERMISSION_DENIED, "session_id '" + leaving + "' not found");
        }
        server.set("log_level", "debug");
        assertThat(other.next().getUpdate().getSetting().getKey()).isEqualTo("log_level");
        assertThat(server.registry.sessions())
                .extracting(session -> session.id())
                .containsExactly(staying);
    }

    @Test
    void anOpenStreamIsASignOfLife() {
        var session = server.register("Trace Agent");
        var agent = server.follow(session);
        agent.next();

        pass(Duration.ofMinutes(5));
        assertThat(server.registry.refresh(session)).isTrue();

        agent.leave();
        await().untilAsserted(() -> assertThat(
                        server.registry.session(session).orElseThrow().openStreams())
                .isZero());
        pass(Duration.ofSeconds(61));
        assertThat(server.registry.refresh(session)).isFalse();
    }

    @Test
    void refusesAStreamWithoutASessionAndSaysWhatToDo() {
        var request = ConfigStreamRequest.newBuilder().setName("test").build();
        var unknown = UUID.randomUUID().toString();

        assertRefused(
                server.follow(new Metadata(), request), Status.Code.UNAUTHENTICATED, "session_id required in metadata");
        assertRefused(server.follow(""), Status.Code.UNAUTHENTICATED, "session_id cannot be empty");
        assertRefused(server.follow(unknown), Status.Code.PERMISSION_DENIED, "session_id '" + unknown + "' not found");
        assertThat(server.meters.scrape())
                .contains("config_stream_authorization_errors_total{reason=\"no_session\"} 1.0")
                .contains("config_stream_authorization_errors_total{reason=\"empty_session\"} 1.0")
                .contains("config_stream_authorization_errors_total{reason=\"unknown_session\"} 1.0");
    }

    @Test
    void acceptsTheSessionInTheRequestAsTheEarlyDocumentsHaveIt() {
        var session = server.register("Trace Agent");
        var request = ConfigStreamRequest.newBuilder().setSessionId(session).build();

        assertThat(server.follow(new Metadata(), request).next().hasSnapshot()).isTrue();
        assertRefused(
                server.follow(StreamServer.session(""), request),
                Status.Code.UNAUTHENTICATED,
                "session_id cannot be empty");
    }

    @Test
    void ofTwoSessionsTheFirstCounts() {
        var session = server.register("Trace Agent");
        var request = ConfigStreamRequest.getDefaultInstance();

        assertThat(server.follow(StreamServer.session(session, "other"), request)
                        .next()
                        .hasSnapshot())
                .isTrue();
        assertRefused(
                server.follow(StreamServer.session("other", session), request),
                Status.Code.PERMISSION_DENIED,
                "session_id 'other' not found");
    }

    @Test
    void bytesThatAreNoRequestAreInternalAsInGo() {
        var end = server.followWithBytes(server.register("Odd Agent"), new byte[] {(byte) 0xff, 1, 2})
                .end();

        assertThat(end.getCode()).isEqualTo(Status.Code.INTERNAL);
    }

    @Test
    void aDisabledRegistryHasNoStreams() throws Exception {
        try (var disabled = new StreamServer(directory, false, feed(0), 1 << 20)) {
            var end = disabled.follow("any").end();

            assertThat(end.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
            assertThat(end.getDescription()).isEqualTo("remote agent registry not enabled");
        }
    }

    @Test
    void aSnapshotAboveTheLimitEndsTheStreamAndSaysHowLargeItIs() throws Exception {
        try (var small = new StreamServer(directory, true, feed(0), 1_000)) {
            small.set("key", "x".repeat(2_000));
            var end = small.follow(small.register("Trace Agent")).end();

            assertThat(end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
            assertThat(end.getDescription()).contains("snapshot: ").contains("(expected: <= 1000)");
        }
    }

    @Test
    void aSnapshotThatSomeClientsDoNotTakeIsWarnedAbout() throws Exception {
        try (var large = new StreamServer(directory, true, feed(0), 16 << 20)) {
            large.set("key", "x".repeat(5 << 20));
            large.follow(large.register("Trace Agent")).end();

            assertThat(large.meters.scrape())
                    .contains(
                            "agent_ipc__grpc_oversized_messages{method=\"datadog.api.v1.AgentSecure/StreamConfigEvents\"} 1.0");
        }
    }

    @Test
    void aStreamEndsBeforeItsSequenceWouldStartAgain() throws Exception {
        try (var old = new StreamServer(directory, true, feed(Integer.MAX_VALUE - 2), 1 << 20)) {
            var agent = old.follow(old.register("Trace Agent"));
            assertThat(agent.next().getSnapshot().getSequenceId()).isEqualTo(Integer.MAX_VALUE - 2);

            old.set("a", "1");
            assertThat(agent.next().getUpdate().getSequenceId()).isEqualTo(Integer.MAX_VALUE - 1);
            old.set("a", "2");

            assertThat(agent.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(old.follow(old.register("Trace Agent"))
                            .next()
                            .getSnapshot()
                            .getSequenceId())
                    .isZero();
        }
    }

    @Test
    void aStoppingServerMakesAgentsWait() {
        var agent = server.follow(server.register("Trace Agent"));
        agent.next();

        server.stop();

        assertThat(agent.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private void pass(Duration time) {
        server.nanos.addAndGet(time.toNanos());
        server.registry.reap();
    }

    private static void assertRefused(Follower agent, Status.Code code, String message) {
        var end = agent.end();
        assertThat(end.getCode()).isEqualTo(code);
        assertThat(end.getDescription()).isEqualTo(message + REGISTER_FIRST);
    }

    private static Feed<String, Setting> feed(long start) {
        return Feed.builder(Clock.systemUTC()).startAt(new Revision(start)).build(_ -> 100);
    }

    private static void take(Map<String, String> held, ConfigSetting setting) {
        held.put(setting.getKey(), setting.getValue().getStringValue());
    }

    private static ConfigSetting setting(String key, String value, String source) {
        return ConfigSetting.newBuilder()
                .setKey(key)
                .setSource(source)
                .setValue(com.google.protobuf.Value.newBuilder().setStringValue(value))
                .build();
    }
}
