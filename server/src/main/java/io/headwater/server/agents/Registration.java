package io.headwater.server.agents;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.headwater.core.fleet.Admission;
import io.headwater.core.fleet.Ending;
import io.headwater.core.fleet.Registrant;
import io.headwater.core.fleet.Registry;
import io.headwater.core.fleet.Report;
import io.headwater.core.fleet.Session;
import io.headwater.server.telemetry.Meters;
import io.headwater.server.transport.Requests;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.FetchEntityRequest;
import io.headwater.wire.model.v1.FetchEntityResponse;
import io.headwater.wire.remoteagent.v1.Event;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentResponse;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentResponse;
import io.headwater.wire.remoteagent.v1.RemoteAgentGrpc;
import io.headwater.wire.remoteagent.v1.ReportRemoteAgentEventRequest;
import io.headwater.wire.remoteagent.v1.ReportRemoteAgentEventResponse;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers remote agents, under {@code datadog.remoteagent.v1.RemoteAgent} and under the older copies of the same calls on
 * {@code datadog.api.v1.AgentSecure}. Both names lead to the same code, so they cannot differ.
 *
 * <p>Safe from any thread; nothing here waits.
 */
public final class Registration {
    /** Where a stream's request and a callback's answer name the session. */
    static final Metadata.Key<String> SESSION_ID = Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER);

    private static final Logger log = LoggerFactory.getLogger(Registration.class);

    private final Registry registry;
    private final boolean enabled;
    private final Supplier<Duration> refreshInterval;
    private final Meters meters;

    /**
     * @param enabled whether there is a registry at all; without one every call is unimplemented
     * @param refreshInterval what is recommended to an agent, read at each registration; whole seconds count
     */
    public Registration(Registry registry, boolean enabled, Supplier<Duration> refreshInterval, Meters meters) {
        this.registry = registry;
        this.enabled = enabled;
        this.refreshInterval = refreshInterval;
        this.meters = meters;
        registry.onEnd(Registration::logEnd);
        meters.registered(() -> registry.sessions().stream()
                .collect(Collectors.groupingBy(session -> session.registrant().label(), Collectors.counting())));
    }

    /** {@code datadog.remoteagent.v1.RemoteAgent}. */
    public ServerServiceDefinition remoteAgent() {
        return Requests.wellFormed(RemoteAgentGrpc.bindService(new RemoteAgentCalls()));
    }

    /** {@code datadog.api.v1.AgentSecure} with {@code configStream} as its {@code StreamConfigEvents}. */
    public ServerServiceDefinition agentSecure(ServerMethodDefinition<?, ?> configStream) {
        var bound = Requests.wellFormed(AgentSecureGrpc.bindService(new AgentSecureCalls()));
        var name = configStream.getMethodDescriptor().getFullMethodName();
        var methods = bound.getMethods().stream()
                .map(method -> method.getMethodDescriptor().getFullMethodName().equals(name) ? configStream : method)
                .toList();
        var descriptor = ServiceDescriptor.newBuilder(AgentSecureGrpc.SERVICE_NAME)
                .setSchemaDescriptor(bound.getServiceDescriptor().getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod((MethodDescriptor<?, ?>) method.getMethodDescriptor()));
        var service = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(service::addMethod);
        return service.build();
    }

    private RegisterRemoteAgentResponse register(RegisterRemoteAgentRequest request) throws StatusException {
        requireEnabled();
        var registrant = new Registrant(
                request.getPid(),
                request.getFlavor(),
                request.getDisplayName(),
                request.getApiEndpointUri(),
                request.getServicesList());
        return switch (registry.register(registrant)) {
            case Admission.Granted(var session) -> {
                logEvent(session, "remote agent registered");
                yield RegisterRemoteAgentResponse.newBuilder()
                        .setSessionId(session.id())
                        .setRecommendedRefreshIntervalSecs(
                                (int) Math.max(1, refreshInterval.get().toSeconds()))
                        .build();
            }
            case Admission.Invalid(var message) -> throw refused(registrant, Status.INVALID_ARGUMENT, message);
            case Admission.Full(var message) -> throw refused(registrant, Status.RESOURCE_EXHAUSTED, message);
        };
    }

    private StatusException refused(Registrant registrant, Status status, String message) {
        meters.registrationRefused(registrant.label());
        log.atWarn()
                .addKeyValue("agent", registrant.label())
                .addKeyValue("reason", message)
                .log("registration refused");
        return status.withDescription(message).asException();
    }

    private RefreshRemoteAgentResponse refresh(RefreshRemoteAgentRequest request) throws StatusException {
        requireEnabled();
        if (!registry.refresh(request.getSessionId())) {
            throw Status.NOT_FOUND
                    .withDescription("no remote agent found with session ID")
                    .asException();
        }
        return RefreshRemoteAgentResponse.getDefaultInstance();
    }

    private ReportRemoteAgentEventResponse report(ReportRemoteAgentEventRequest request) throws StatusException {
        requireEnabled();
        var events = request.getEventsList().stream().map(Registration::event).toList();
        if (!registry.report(request.getSessionId(), events)) {
            throw Status.NOT_FOUND
                    .withDescription("no remote agent found with session ID \"" + request.getSessionId() + "\"")
                    .asException();
        }
        events.forEach(event -> log.atDebug()
                .addKeyValue("type", event.type())
                .addKeyValue("message", event.message())
                .log("remote agent reported"));
        return ReportRemoteAgentEventResponse.getDefaultInstance();
    }

    private static Report.Event event(Event event) {
        var type = switch (event.getDetailsCase()) {
            case INVALID_API_KEY -> Report.Type.INVALID_API_KEY;
            case DETAILS_NOT_SET -> Report.Type.OTHER;
        };
        return new Report.Event(type, event.getMessage());
    }

    private void requireEnabled() throws StatusException {
        if (!enabled) {
            throw Status.UNIMPLEMENTED
                    .withDescription("remote agent registry not enabled")
                    .asException();
        }
    }

    private static void logEnd(Session session, Ending ending) {
        switch (ending) {
            case IDLE -> logEvent(session, "remote agent idle, session ended");
            case REPLACED -> logEvent(session, "remote agent registered anew, earlier session ended");
            case LEFT -> logEvent(session, "remote agent left");
            case STOPPED -> {}
            case UNHEALTHY ->
                log.atWarn()
                        .addKeyValue("agent", session.registrant().label())
                        .addKeyValue("reason", session.ailment())
                        .log("remote agent unhealthy, session ended");
        }
    }

    private static void logEvent(Session session, String event) {
        log.atInfo()
                .addKeyValue("agent", session.registrant().label())
                .addKeyValue("flavor", session.registrant().flavor())
                .addKeyValue("endpoint", session.endpoint())
                .log(event);
    }

    /** One call and its answer, whichever service it came in by. */
    private interface Call<Q, A> {
        A answer(Q request) throws StatusException;
    }

    private static <Q, A> void answer(Call<Q, A> call, Q request, StreamObserver<A> observer) {
        A answer;
        try {
            answer = call.answer(request);
        } catch (StatusException e) {
            observer.onError(e);
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    private final class RemoteAgentCalls implements RemoteAgentGrpc.AsyncService {
        @Override
        public void registerRemoteAgent(
                RegisterRemoteAgentRequest request, StreamObserver<RegisterRemoteAgentResponse> observer) {
            answer(Registration.this::register, request, observer);
        }

        @Override
        public void refreshRemoteAgent(
                RefreshRemoteAgentRequest request, StreamObserver<RefreshRemoteAgentResponse> observer) {
            answer(Registration.this::refresh, request, observer);
        }

        @Override
        public void reportRemoteAgentEvent(
                ReportRemoteAgentEventRequest request, StreamObserver<ReportRemoteAgentEventResponse> observer) {
            answer(Registration.this::report, request, observer);
        }
    }

    private final class AgentSecureCalls implements AgentSecureGrpc.AsyncService {
        @Override
        public void registerRemoteAgent(
                RegisterRemoteAgentRequest request, StreamObserver<RegisterRemoteAgentResponse> observer) {
            answer(Registration.this::register, request, observer);
        }

        @Override
        public void refreshRemoteAgent(
                RefreshRemoteAgentRequest request, StreamObserver<RefreshRemoteAgentResponse> observer) {
            answer(Registration.this::refresh, request, observer);
        }

        /** There is no tagger here, but an agent that asks one whether it is there must not be told off. */
        @Override
        public void taggerFetchEntity(FetchEntityRequest request, StreamObserver<FetchEntityResponse> observer) {
            answer(_ -> FetchEntityResponse.getDefaultInstance(), request, observer);
        }
    }
}
