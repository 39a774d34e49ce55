package io.headwater.server.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.headwater.core.fleet.Registry;
import io.headwater.core.fleet.Report;
import io.headwater.server.telemetry.Meters;
import io.headwater.wire.api.v1.AgentGrpc;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import io.headwater.wire.model.v1.FetchEntityRequest;
import io.headwater.wire.model.v1.HostnameRequest;
import io.headwater.wire.remoteagent.v1.Event;
import io.headwater.wire.remoteagent.v1.InvalidApiKeyEvent;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentResponse;
import io.headwater.wire.remoteagent.v1.RemoteAgentGrpc;
import io.headwater.wire.remoteagent.v1.ReportRemoteAgentEventRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {
    private final Meters meters = new Meters();
    private final AtomicLong nanos = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Registry registry = new Registry(
            new Registry.Limits(Duration.ofSeconds(60), 2), InstantSource.system(), nanos::get, UUID::randomUUID, e -> {
                throw e;
            });

    @AfterEach
    void close() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
        registry.close();
        meters.close();
    }

    @Test
    void givesAnAgentASessionAndTheIntervalInWholeSeconds() throws IOException {
        var channel = serve(true, () -> Duration.ofMillis(30_900));
        var answer = RemoteAgentGrpc.newBlockingStub(channel).registerRemoteAgent(traceAgent());

        assertThat(answer.getRecommendedRefreshIntervalSecs()).isEqualTo(30);
        assertThat(registry.session(answer.getSessionId())).hasValueSatisfying(session -> {
            assertThat(session.registrant().displayName()).isEqualTo("Trace Agent");
            assertThat(session.registrant().label()).isEqualTo("trace-agent");
            assertThat(session.registrant().flavor()).isEqualTo("trace_agent");
            assertThat(session.registrant().services()).containsExactly(FakeAgent.STATUS);
        });
        assertThat(meters.scrape()).contains("remote_agent_registry_registered{remote_agent_name=\"trace-agent\"} 1.0");
    }

    @Test
    void recommendsAtLeastOneSecond() throws IOException {
        var channel = serve(true, () -> Duration.ofMillis(10));
        assertThat(RemoteAgentGrpc.newBlockingStub(channel)
                        .registerRemoteAgent(traceAgent())
                        .getRecommendedRefreshIntervalSecs())
                .isEqualTo(1);
    }

    @Test
    void servesTheSameRegistryUnderBothServices() throws IOException {
        var channel = serve(true, () -> Duration.ofSeconds(30));
        var older = AgentSecureGrpc.newBlockingStub(channel).registerRemoteAgent(traceAgent());
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        RemoteAgentGrpc.newBlockingStub(channel).refreshRemoteAgent(refresh(older));
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        AgentSecureGrpc.newBlockingStub(channel).refreshRemoteAgent(refresh(older));
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        registry.reap();

        assertThat(registry.session(older.getSessionId())).isPresent();
    }

    @Test
    void findsNoSessionOnceTheAgentWasSilentForTooLong() throws IOException {
        var channel = serve(true, () -> Duration.ofSeconds(30));
        var stub = RemoteAgentGrpc.newBlockingStub(channel);
        var session = stub.registerRemoteAgent(traceAgent());
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        registry.reap();

        for (var each : List.of(refresh(session), RefreshRemoteAgentRequest.getDefaultInstance())) {
            assertRefused(
                    () -> stub.refreshRemoteAgent(each),
                    Status.Code.NOT_FOUND,
                    "no remote agent found with session ID");
            assertRefused(
                    () -> AgentSecureGrpc.newBlockingStub(channel).refreshRemoteAgent(each),
                    Status.Code.NOT_FOUND,
                    "no remote agent found with session ID");
        }
    }

    @Test
    void saysWhatIsWrongWithARegistration() throws IOException {
        var channel = serve(true, () -> Duration.ofSeconds(30));
        var stub = RemoteAgentGrpc.newBlockingStub(channel);

        assertRefused(
                () -> stub.registerRemoteAgent(
                        traceAgent().toBuilder().setDisplayName(" \t").build()),
                Status.Code.INVALID_ARGUMENT,
                "remote agent display name must not be empty or whitespace-only");
        assertRefused(
                () -> AgentSecureGrpc.newBlockingStub(channel)
                        .registerRemoteAgent(traceAgent().toBuilder()
                                .setApiEndpointUri("ftp://a:1")
                                .build()),
                Status.Code.INVALID_ARGUMENT,
                "api_endpoint_uri: scheme \"ftp\" (expected: unix, https or vsock, or host:port without a scheme)");
        assertRefused(
                () -> stub.registerRemoteAgent(traceAgent().toBuilder()
                        .setApiEndpointUri("vsock://a:1")
                        .build()),
                Status.Code.INVALID_ARGUMENT,
                "invalid vsock api_endpoint_uri \"vsock://a:1\" (expected: vsock://cid:port, both numbers of at most 32 bits)");
        assertThat(registry.sessions()).isEmpty();
        assertThat(meters.scrape())
                .contains("remote_agent_registry_registered_error{remote_agent_name=\"trace-agent\"} 2.0");
    }

    @Test
    void acceptsWhatRealAgentsSendAndLeaveOut() throws IOException {
        var stub = RemoteAgentGrpc.newBlockingStub(serve(true, () -> Duration.ofSeconds(30)));
        stub.registerRemoteAgent(RegisterRemoteAgentRequest.newBuilder()
                .setDisplayName("trace-agent")
                .setApiEndpointUri("https://configstream-consumer/trace-agent")
                .build());
        stub.registerRemoteAgent(RegisterRemoteAgentRequest.newBuilder()
                .setPid("4711")
                .setDisplayName("System Probe")
                .setApiEndpointUri("localhost:6062")
                .addServices("status")
                .build());

        assertThat(registry.sessions()).hasSize(2);
        assertRefused(
                () -> stub.registerRemoteAgent(traceAgent()),
                Status.Code.RESOURCE_EXHAUSTED,
                "sessions: 2 (expected: fewer than 2); try again when another remote agent has gone");
    }

    @Test
    void passesEventsOnFromAgentsItKnows() throws IOException {
        var reports = new ArrayList<Report>();
        registry.onReport(reports::add);
        var stub = RemoteAgentGrpc.newBlockingStub(serve(true, () -> Duration.ofSeconds(30)));
        var session = stub.registerRemoteAgent(traceAgent());
        var report = ReportRemoteAgentEventRequest.newBuilder()
                .addEvents(Event.newBuilder()
                        .setMessage("403 from the intake")
                        .setInvalidApiKey(InvalidApiKeyEvent.getDefaultInstance()))
                .addEvents(Event.newBuilder().setMessage("something newer"));

        stub.reportRemoteAgentEvent(report.setSessionId(session.getSessionId()).build());
        assertThat(reports)
                .singleElement()
                .extracting(Report::events)
                .isEqualTo(List.of(
                        new Report.Event(Report.Type.INVALID_API_KEY, "403 from the intake"),
                        new Report.Event(Report.Type.OTHER, "something newer")));

        assertRefused(
                () -> stub.reportRemoteAgentEvent(report.setSessionId("gone").build()),
                Status.Code.NOT_FOUND,
                "no remote agent found with session ID \"gone\"");
        assertThat(reports).hasSize(1);
    }

    @Test
    void isNotThereWhenTheRegistryIsDisabled() throws IOException {
        var channel = serve(false, () -> Duration.ofSeconds(30));
        var remote = RemoteAgentGrpc.newBlockingStub(channel);
        var secure = AgentSecureGrpc.newBlockingStub(channel);

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> remote.registerRemoteAgent(traceAgent()),
                () -> remote.refreshRemoteAgent(RefreshRemoteAgentRequest.getDefaultInstance()),
                () -> remote.reportRemoteAgentEvent(ReportRemoteAgentEventRequest.getDefaultInstance()),
                () -> secure.registerRemoteAgent(traceAgent()),
                () -> secure.refreshRemoteAgent(RefreshRemoteAgentRequest.getDefaultInstance()))) {
            assertRefused(call, Status.Code.UNIMPLEMENTED, "remote agent registry not enabled");
        }
    }

    @Test
    void answersTheCallsThatAgentsMakeBeforeTheyRegister() throws IOException {
        var channel = serve(true, () -> Duration.ofSeconds(30));

        assertThat(AgentGrpc.newBlockingStub(channel)
                        .getHostname(HostnameRequest.getDefaultInstance())
                        .getHostname())
                .isEqualTo("web-1");
        assertThat(AgentSecureGrpc.newBlockingStub(channel)
                        .taggerFetchEntity(FetchEntityRequest.getDefaultInstance())
                        .getSerializedSize())
                .isZero();
    }

    @Test
    void leavesTheStreamToTheMethodItIsGiven() throws IOException {
        var events = AgentSecureGrpc.newBlockingStub(serve(true, () -> Duration.ofSeconds(30)))
                .streamConfigEvents(
                        ConfigStreamRequest.newBuilder().setName("a").build());

        assertThat(events.next().getSnapshot().getOrigin()).isEqualTo("stream of a");
    }

    private ManagedChannel serve(boolean enabled, Supplier<Duration> refreshInterval) throws IOException {
        var registration = new Registration(registry, enabled, refreshInterval, meters);
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .addService(registration.remoteAgent())
                .addService(registration.agentSecure(stream()))
                .addService(new Host(() -> "web-1").service())
                .build()
                .start();
        open.add(server::shutdownNow);
        var channel = NettyChannelBuilder.forAddress("localhost", server.getPort(), InsecureChannelCredentials.create())
                .build();
        open.add(channel::shutdownNow);
        return channel;
    }

    /** A stream with a method descriptor of its own, as one that sends bytes made elsewhere has. */
    private static ServerMethodDefinition<ConfigStreamRequest, ConfigEvent> stream() {
        var method = AgentSecureGrpc.getStreamConfigEventsMethod().toBuilder().build();
        return ServerMethodDefinition.create(method, ServerCalls.asyncServerStreamingCall((request, observer) -> {
            observer.onNext(ConfigEvent.newBuilder()
                    .setSnapshot(ConfigSnapshot.newBuilder().setOrigin("stream of " + request.getName()))
                    .build());
            observer.onCompleted();
        }));
    }

    private static RegisterRemoteAgentRequest traceAgent() {
        return RegisterRemoteAgentRequest.newBuilder()
                .setPid("")
                .setFlavor("trace_agent")
                .setDisplayName("Trace Agent")
                .setApiEndpointUri("https://127.0.0.1:5012")
                .addServices(FakeAgent.STATUS)
                .build();
    }

    private static RefreshRemoteAgentRequest refresh(RegisterRemoteAgentResponse session) {
        return RefreshRemoteAgentRequest.newBuilder()
                .setSessionId(session.getSessionId())
                .build();
    }

    private static void assertRefused(ThrowingCallable call, Status.Code code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(code);
            assertThat(e.getStatus().getDescription()).isEqualTo(message);
        });
    }
}
