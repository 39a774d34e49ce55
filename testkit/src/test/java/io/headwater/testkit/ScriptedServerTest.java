package io.headwater.testkit;

import static io.headwater.testkit.Events.largeSnapshot;
import static io.headwater.testkit.Events.setting;
import static io.headwater.testkit.Events.snapshot;
import static io.headwater.testkit.Events.unset;
import static io.headwater.testkit.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headwater.testkit.ScriptedServer.Call;
import io.headwater.testkit.ScriptedServer.StreamCall;
import io.headwater.wire.agents.v1.EndSessionRequest;
import io.headwater.wire.agents.v1.SessionsGrpc;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import io.headwater.wire.remoteagent.v1.Event;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentResponse;
import io.headwater.wire.remoteagent.v1.RemoteAgentGrpc;
import io.headwater.wire.remoteagent.v1.ReportRemoteAgentEventRequest;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Driven by nothing but generated stubs, as a client of anybody's would. */
final class ScriptedServerTest {
    @AutoClose
    private final ScriptedServer server = ScriptedServer.start();

    @AutoClose
    private final Connection client = Connection.open(server.address(), server.credentials());

    @Test
    void registersUnderBothServicesWithTheIdsItWasGivenThenWithItsOwn() {
        server.nextSessions("first", "second");
        server.recommendInterval(0);

        assertThat(register().getSessionId()).isEqualTo("first");
        assertThat(agentSecure().registerRemoteAgent(registration("older")).getSessionId())
                .isEqualTo("second");
        assertThat(register())
                .isEqualTo(RegisterRemoteAgentResponse.newBuilder()
                        .setSessionId("session-1")
                        .build());

        assertThat(server.registrations())
                .extracting(RegisterRemoteAgentRequest::getDisplayName)
                .containsExactly("newer", "older", "newer");
        assertThat(server.sessions()).containsExactlyInAnyOrder("first", "second", "session-1");
        assertThat(server.count(Call.REGISTER)).isEqualTo(3);
    }

    @Test
    void saysOnTheStreamWhatItIsToldAndFirstWhatEveryStreamBeginsWith() {
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        var events = stream(register().getSessionId());
        server.awaitStream();

        server.send(update(2, setting("log_level", "debug", "cli")));
        server.send(update(3, unset("log_level", "cli", "info", "file")));

        assertThat(events.next()).isEqualTo(snapshot(1, setting("log_level", "info", "file")));
        assertThat(events.next()).isEqualTo(update(2, setting("log_level", "debug", "cli")));
        assertThat(events.next().getUpdate().getSetting().getUnsetSource()).isEqualTo("cli");
        assertThat(server.streams())
                .containsExactly(new StreamCall(
                        "session-1",
                        ConfigStreamRequest.newBuilder()
                                .setSessionId("session-1")
                                .build()));
    }

    @Test
    void endsStreamsAsItIsTold() {
        var session = register().getSessionId();
        var first = stream(session);
        server.awaitStream();
        server.end(Status.OK);
        assertThat(first.hasNext()).isFalse();
        server.awaitStreams(0);

        var second = stream(session);
        server.awaitStream();
        server.end(Status.INTERNAL.withDescription("told to"));
        assertThat(failure(second::next)).isEqualTo(Status.Code.INTERNAL);
    }

    @Test
    void failsCallsOnceOrUntilHealed() {
        server.failNext(Call.REFRESH, Status.UNAVAILABLE);
        var session = register().getSessionId();
        assertThat(failure(() -> refresh(session))).isEqualTo(Status.Code.UNAVAILABLE);
        refresh(session);

        server.fail(Call.REFRESH, Status.NOT_FOUND);
        assertThat(failure(() -> refresh(session))).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure(() -> refresh(session))).isEqualTo(Status.Code.NOT_FOUND);

        server.heal(Call.REFRESH);
        refresh(session);
        server.await(Call.REFRESH, 5);
    }

    @Test
    void canTakeACallAndNeverAnswer() {
        server.hang(Call.REGISTER);

        assertThat(failure(() -> remoteAgent()
                        .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                        .registerRemoteAgent(registration("newer"))))
                .isEqualTo(Status.Code.DEADLINE_EXCEEDED);

        assertThat(server.count(Call.REGISTER)).isEqualTo(1);
        assertThat(server.registrations()).isEmpty();
        server.heal(Call.REGISTER);
        assertThat(register().getSessionId()).isEqualTo("session-1");
    }

    @Test
    void turnsAwaySessionsThatItDoesNotKnow() {
        assertThat(failure(() -> refresh("nobody"))).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure(() -> stream("nobody").next())).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(failure(() -> stream("").next())).isEqualTo(Status.Code.UNAUTHENTICATED);
    }

    @Test
    void forgetsASessionAndEndsItsStreams() {
        var kept = stream(register().getSessionId());
        var evicted = stream(register().getSessionId());
        server.awaitStreams(2);

        server.evict("session-2");

        assertThat(failure(evicted::next)).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(failure(() -> refresh("session-2"))).isEqualTo(Status.Code.NOT_FOUND);
        server.awaitStreams(1);
        server.send(snapshot(0));
        assertThat(kept.next()).isEqualTo(snapshot(0));
    }

    @Test
    void letsAClientEndItsSession() {
        var events = stream(register().getSessionId());
        server.awaitStream();

        var _ = SessionsGrpc.newBlockingStub(client.channel())
                .withCallCredentials(client.token())
                .endSession(
                        EndSessionRequest.newBuilder().setSessionId("session-1").build());

        assertThat(failure(events::next)).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(server.endedSessions()).containsExactly("session-1");
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void recordsWhatIsReported() {
        var event = Event.newBuilder().setMessage("the key is void").build();
        var _ = remoteAgent()
                .reportRemoteAgentEvent(ReportRemoteAgentEventRequest.newBuilder()
                        .setSessionId(register().getSessionId())
                        .addEvents(event)
                        .build());

        assertThat(server.reports()).containsExactly(event);
    }

    @Test
    void saysWhatNoClientCanRead() {
        var session = register().getSessionId();
        var garbled = stream(session);
        server.awaitStream();
        server.sendBytes(new byte[] {-1, -1, -1});
        assertThatThrownBy(garbled::next).isInstanceOf(StatusRuntimeException.class);
        server.awaitStreams(0);

        server.onConnect(largeSnapshot(1, 5 << 20));
        var drowned = agentSecure().withMaxInboundMessageSize(4 << 20).streamConfigEvents(request(session));
        assertThat(failure(drowned::next)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void comesBackAtTheSameAddressKnowingTheSameSessions() {
        var events = stream(register().getSessionId());
        server.awaitStream();
        var address = server.address();

        server.stop();
        assertThat(failure(events::next)).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(failure(() -> refresh("session-1"))).isEqualTo(Status.Code.UNAVAILABLE);
        server.restart();

        assertThat(server.address()).isEqualTo(address);
        try (var again = Connection.open(address, server.credentials())) {
            var _ = RemoteAgentGrpc.newBlockingStub(again.channel())
                    .withCallCredentials(again.token())
                    .refreshRemoteAgent(RefreshRemoteAgentRequest.newBuilder()
                            .setSessionId("session-1")
                            .build());
        }
    }

    @Test
    void turnsAwayStrangersAndImpostorsAndWhoeverMissedARotation(@TempDir Path home) {
        var ours = new TestCredentials(server.credentials());
        var _ = register();

        assertThat(registeringWith(ours.withAnotherCertificate(home.resolve("stranger"))))
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(registeringWith(ours.withAnotherToken(home.resolve("impostor"))))
                .isEqualTo(Status.Code.UNAUTHENTICATED);

        server.rotateCredentials();
        assertThat(failure(this::register)).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(registeringWith(ours)).isEqualTo(Status.Code.OK);
    }

    private Status.Code registeringWith(TestCredentials credentials) {
        try (var connection = Connection.open(server.address(), credentials.directory())) {
            var _ = RemoteAgentGrpc.newBlockingStub(connection.channel())
                    .withCallCredentials(connection.token())
                    .registerRemoteAgent(registration("somebody"));
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    private RegisterRemoteAgentResponse register() {
        return remoteAgent().registerRemoteAgent(registration("newer"));
    }

    private static RegisterRemoteAgentRequest registration(String name) {
        return RegisterRemoteAgentRequest.newBuilder().setDisplayName(name).build();
    }

    private void refresh(String session) {
        var _ = remoteAgent()
                .refreshRemoteAgent(RefreshRemoteAgentRequest.newBuilder()
                        .setSessionId(session)
                        .build());
    }

    private Iterator<ConfigEvent> stream(String session) {
        return agentSecure().streamConfigEvents(request(session));
    }

    private static ConfigStreamRequest request(String session) {
        return ConfigStreamRequest.newBuilder().setSessionId(session).build();
    }

    private AgentSecureGrpc.AgentSecureBlockingStub agentSecure() {
        return AgentSecureGrpc.newBlockingStub(client.channel()).withCallCredentials(client.token());
    }

    private RemoteAgentGrpc.RemoteAgentBlockingStub remoteAgent() {
        return RemoteAgentGrpc.newBlockingStub(client.channel()).withCallCredentials(client.token());
    }

    private interface Attempt {
        void run();
    }

    private static Status.Code failure(Attempt attempt) {
        return catchThrowableOfType(StatusRuntimeException.class, attempt::run)
                .getStatus()
                .getCode();
    }
}
