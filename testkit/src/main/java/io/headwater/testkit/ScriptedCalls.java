package io.headwater.testkit;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.headwater.testkit.ScriptedServer.Call;
import io.headwater.testkit.ScriptedServer.StreamCall;
import io.headwater.wire.agents.v1.EndSessionRequest;
import io.headwater.wire.agents.v1.EndSessionResponse;
import io.headwater.wire.agents.v1.SessionsGrpc;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigStreamRequest;
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
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The services of a {@link ScriptedServer}: sessions and streams, and a record of what came. Safe from any thread. */
final class ScriptedCalls {
    private static final Metadata.Key<String> SESSION_ID =
            Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Optional<String>> SESSION = Context.key("session_id");

    private final Script script;
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Queue<String> nextSessions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger numbered = new AtomicInteger();
    private final List<RegisterRemoteAgentRequest> registrations = new CopyOnWriteArrayList<>();
    private final List<StreamCall> opened = new CopyOnWriteArrayList<>();
    private final List<Event> reports = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private volatile List<ConfigEvent> onConnect = List.of();
    private volatile int interval = 30;

    ScriptedCalls(Script script) {
        this.script = script;
    }

    /** A stream that is open. */
    static final class Stream {
        private final String sessionId;
        private final ServerCallStreamObserver<byte[]> to;
        private boolean over;

        Stream(String sessionId, ServerCallStreamObserver<byte[]> to) {
            this.sessionId = sessionId;
            this.to = to;
        }

        synchronized void send(byte[] message) {
            if (!over && !to.isCancelled()) {
                to.onNext(message);
            }
        }

        synchronized void end(Status status) {
            if (over || to.isCancelled()) {
                return;
            }
            over = true;
            if (status.isOk()) {
                to.onCompleted();
            } else {
                to.onError(status.asRuntimeException());
            }
        }
    }

    void onConnect(List<ConfigEvent> events) {
        onConnect = events;
    }

    void nextSessions(List<String> ids) {
        nextSessions.addAll(ids);
    }

    void recommendInterval(int seconds) {
        interval = seconds;
    }

    void evict(String sessionId) {
        sessions.remove(sessionId);
        streams.stream()
                .filter(stream -> stream.sessionId.equals(sessionId))
                .forEach(stream -> stream.end(unknown(sessionId)));
    }

    Set<String> sessions() {
        return Set.copyOf(sessions);
    }

    Set<Stream> streams() {
        return Set.copyOf(streams);
    }

    List<RegisterRemoteAgentRequest> registrations() {
        return List.copyOf(registrations);
    }

    List<StreamCall> opened() {
        return List.copyOf(opened);
    }

    List<Event> reports() {
        return List.copyOf(reports);
    }

    List<String> ended() {
        return List.copyOf(ended);
    }

    List<ServerServiceDefinition> services() {
        return List.of(
                ServerInterceptors.intercept(agentSecure(), new SessionOfTheCall()),
                RemoteAgentGrpc.bindService(new RemoteAgentCalls()),
                SessionsGrpc.bindService(new SessionCalls()));
    }

    /** The generated service with a stream that says bytes, so that it can say what is no message. */
    private ServerServiceDefinition agentSecure() {
        var declared = AgentSecureGrpc.getStreamConfigEventsMethod();
        var descriptor = declared.toBuilder(declared.getRequestMarshaller(), RawBytes.MARSHALLER)
                .build();
        var stream = ServerMethodDefinition.create(descriptor, ServerCalls.asyncServerStreamingCall(this::openStream));
        var bound = AgentSecureGrpc.bindService(new AgentSecureCalls());
        List<ServerMethodDefinition<?, ?>> methods = bound.getMethods().stream()
                .<ServerMethodDefinition<?, ?>>map(method ->
                        method.getMethodDescriptor().getFullMethodName().equals(descriptor.getFullMethodName())
                                ? stream
                                : method)
                .toList();
        var service = ServiceDescriptor.newBuilder(AgentSecureGrpc.SERVICE_NAME);
        methods.forEach(method -> service.addMethod((MethodDescriptor<?, ?>) method.getMethodDescriptor()));
        var definition = ServerServiceDefinition.builder(service.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private void openStream(ConfigStreamRequest request, StreamObserver<byte[]> to) {
        var sessionId = SESSION.get().orElse(request.getSessionId());
        var observer = (ServerCallStreamObserver<byte[]>) to;
        if (sessionId.isEmpty()) {
            refuse(Call.STREAM, to, Status.UNAUTHENTICATED.withDescription("session_id required in metadata"));
            return;
        }
        if (!sessions.contains(sessionId)) {
            refuse(Call.STREAM, to, unknown(sessionId));
            return;
        }
        var stream = new Stream(sessionId, observer);
        observer.setOnCancelHandler(() -> streams.remove(stream));
        observer.setOnCloseHandler(() -> streams.remove(stream));
        onConnect.forEach(event -> stream.send(event.toByteArray()));
        opened.add(new StreamCall(sessionId, request));
        streams.add(stream);
        script.arrived(Call.STREAM);
    }

    private void register(RegisterRemoteAgentRequest request, StreamObserver<RegisterRemoteAgentResponse> to) {
        var queued = nextSessions.poll();
        var id = queued != null ? queued : "session-" + numbered.incrementAndGet();
        sessions.add(id);
        registrations.add(request);
        answer(
                Call.REGISTER,
                to,
                RegisterRemoteAgentResponse.newBuilder()
                        .setSessionId(id)
                        .setRecommendedRefreshIntervalSecs(interval)
                        .build());
    }

    private void refresh(RefreshRemoteAgentRequest request, StreamObserver<RefreshRemoteAgentResponse> to) {
        if (sessions.contains(request.getSessionId())) {
            answer(Call.REFRESH, to, RefreshRemoteAgentResponse.getDefaultInstance());
        } else {
            refuse(Call.REFRESH, to, Status.NOT_FOUND.withDescription("no remote agent found with session ID"));
        }
    }

    private static Status unknown(String sessionId) {
        return Status.PERMISSION_DENIED.withDescription("session_id '" + sessionId + "' not found");
    }

    private <A> void answer(Call call, StreamObserver<A> to, A answer) {
        to.onNext(answer);
        to.onCompleted();
        script.arrived(call);
    }

    private void refuse(Call call, StreamObserver<?> to, Status status) {
        to.onError(status.asRuntimeException());
        script.arrived(call);
    }

    private static final class SessionOfTheCall implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            var named = Optional.ofNullable(headers.get(SESSION_ID));
            return Contexts.interceptCall(Context.current().withValue(SESSION, named), call, headers, next);
        }
    }

    private final class AgentSecureCalls implements AgentSecureGrpc.AsyncService {
        @Override
        public void registerRemoteAgent(
                RegisterRemoteAgentRequest request, StreamObserver<RegisterRemoteAgentResponse> to) {
            register(request, to);
        }

        @Override
        public void refreshRemoteAgent(
                RefreshRemoteAgentRequest request, StreamObserver<RefreshRemoteAgentResponse> to) {
            refresh(request, to);
        }

        @Override
        public void taggerFetchEntity(FetchEntityRequest request, StreamObserver<FetchEntityResponse> to) {
            to.onNext(FetchEntityResponse.getDefaultInstance());
            to.onCompleted();
        }
    }

    private final class RemoteAgentCalls implements RemoteAgentGrpc.AsyncService {
        @Override
        public void registerRemoteAgent(
                RegisterRemoteAgentRequest request, StreamObserver<RegisterRemoteAgentResponse> to) {
            register(request, to);
        }

        @Override
        public void refreshRemoteAgent(
                RefreshRemoteAgentRequest request, StreamObserver<RefreshRemoteAgentResponse> to) {
            refresh(request, to);
        }

        @Override
        public void reportRemoteAgentEvent(
                ReportRemoteAgentEventRequest request, StreamObserver<ReportRemoteAgentEventResponse> to) {
            if (sessions.contains(request.getSessionId())) {
                reports.addAll(request.getEventsList());
                answer(Call.REPORT, to, ReportRemoteAgentEventResponse.getDefaultInstance());
            } else {
                refuse(Call.REPORT, to, Status.NOT_FOUND.withDescription("no remote agent found with session ID"));
            }
        }
    }

    private final class SessionCalls implements SessionsGrpc.AsyncService {
        @Override
        public void endSession(EndSessionRequest request, StreamObserver<EndSessionResponse> to) {
            ended.add(request.getSessionId());
            evict(request.getSessionId());
            answer(Call.END_SESSION, to, EndSessionResponse.getDefaultInstance());
        }
    }
}
