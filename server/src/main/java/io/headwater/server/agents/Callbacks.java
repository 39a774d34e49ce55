package io.headwater.server.agents;

import com.google.protobuf.ByteString;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.headwater.core.fleet.Registry;
import io.headwater.core.fleet.Session;
import io.headwater.server.telemetry.Meters;
import io.headwater.wire.remoteagent.flare.v1.FlareProviderGrpc;
import io.headwater.wire.remoteagent.flare.v1.GetFlareFilesRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusProviderGrpc;
import io.headwater.wire.remoteagent.telemetry.v1.GetTelemetryRequest;
import io.headwater.wire.remoteagent.telemetry.v1.GetTelemetryResponse;
import io.headwater.wire.remoteagent.telemetry.v1.TelemetryProviderGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls registered agents back: all that serve what is asked for, at once, under one deadline.
 *
 * <p>Each answer must name the agent's session in its headers. One that does not comes from a process that is no longer the
 * one that registered: it is thrown away, and the session is marked unhealthy. Any other failure is the answer's and leaves
 * the session alone.
 *
 * <p>Safe from any thread. A call takes at most the timeout; all answers to one call together take at most {@value
 * #TOTAL_BYTES} bytes, and one of them at most {@value #ANSWER_BYTES}.
 */
public final class Callbacks implements AutoCloseable {
    private static final int ANSWER_BYTES = 64 << 20;
    private static final int TOTAL_BYTES = 256 << 20;
    private static final String MISMATCH = "SESSION_ID_MISMATCH";

    private final Registry registry;
    private final Duration timeout;
    private final CallCredentials credentials;
    private final Meters meters;
    private final Channels channels;

    /**
     * @param timeout for all agents together
     * @param tls the client's side of the credentials this host shares
     * @param credentials what puts the bearer token on each call
     */
    public Callbacks(Registry registry, Duration timeout, SslContext tls, CallCredentials credentials, Meters meters) {
        this.registry = registry;
        this.timeout = timeout;
        this.credentials = credentials;
        this.meters = meters;
        this.channels = new Channels(tls);
        registry.onEnd((session, _) -> channels.release(session));
    }

    /** What the agents say of themselves, in the order of their display names. */
    public List<Answer<GetStatusDetailsResponse>> status(Predicate<? super Session> which) {
        return ask(
                which,
                "status",
                StatusProviderGrpc.getGetStatusDetailsMethod(),
                GetStatusDetailsRequest.getDefaultInstance());
    }

    /** The agents' files for a flare by path: a directory for each agent, and in it only names that stay inside. */
    public SortedMap<String, ByteString> flare(Predicate<? super Session> which) {
        return Flare.files(ask(
                which, "flare", FlareProviderGrpc.getGetFlareFilesMethod(), GetFlareFilesRequest.getDefaultInstance()));
    }

    /** The agents' metrics, in the order of their display names. */
    public List<Answer<GetTelemetryResponse>> telemetry() {
        return ask(
                _ -> true,
                "telemetry",
                TelemetryProviderGrpc.getGetTelemetryMethod(),
                GetTelemetryRequest.getDefaultInstance());
    }

    @Override
    public void close() {
        channels.close();
    }

    /** An agent lists a service by its full name; the early documents list it by the short one. */
    private <Q, A> List<Answer<A>> ask(
            Predicate<? super Session> which, String shortName, MethodDescriptor<Q, A> method, Q request) {
        var service = String.valueOf(method.getServiceName());
        var agents = registry.sessions().stream()
                .filter(which)
                .filter(session -> session.registrant().services().stream()
                        .anyMatch(name -> name.equals(service) || name.equals(shortName)))
                .toList();
        var options = CallOptions.DEFAULT
                .withDeadline(Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS))
                .withWaitForReady()
                .withCallCredentials(credentials)
                .withMaxInboundMessageSize(Math.min(ANSWER_BYTES, TOTAL_BYTES / Math.max(1, agents.size())));
        var answers = new ArrayList<Future<Answer<A>>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            agents.forEach(agent -> answers.add(threads.submit(() -> ask(agent, method, request, options))));
        }
        return answers.stream().map(Future::resultNow).toList();
    }

    private <Q, A> Answer<A> ask(Session session, MethodDescriptor<Q, A> method, Q request, CallOptions options) {
        var agent = session.registrant().label();
        var service = String.valueOf(method.getServiceName());
        long start = System.nanoTime();
        try {
            var headers = new AtomicReference<@Nullable Metadata>();
            var channel = ClientInterceptors.intercept(
                    channels.to(session),
                    MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
            var answer = ClientCalls.blockingUnaryCall(channel, method, options, request);
            var mismatch = mismatch(session, headers.get());
            if (mismatch == null) {
                return new Answer.Given<>(session, answer);
            }
            session.markUnhealthy(mismatch);
            meters.actionFailed(agent, service, MISMATCH);
            return new Answer.Failed<>(session, MISMATCH + ": " + mismatch);
        } catch (StatusRuntimeException e) {
            var status = e.getStatus();
            meters.actionFailed(agent, service, status.getCode().name());
            return new Answer.Failed<>(session, describe(status));
        } finally {
            meters.actionTook(agent, service, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static @Nullable String mismatch(Session session, @Nullable Metadata headers) {
        var ids = headers == null ? null : headers.getAll(Registration.SESSION_ID);
        if (ids == null) {
            return "the answer names no session_id in its headers";
        }
        var named = new ArrayList<String>();
        ids.forEach(named::add);
        if (named.size() > 1) {
            return "the answer names session_id more than once";
        }
        return named.getFirst().equals(session.id()) ? null : "the answer names the session_id of another session";
    }

    private static String describe(Status status) {
        var code = status.getCode().name();
        return status.getDescription() == null ? code : code + ": " + status.getDescription();
    }
}
