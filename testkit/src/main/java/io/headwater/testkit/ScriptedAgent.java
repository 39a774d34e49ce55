package io.headwater.testkit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headwater.wire.agents.v1.EndSessionRequest;
import io.headwater.wire.agents.v1.SessionsGrpc;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentResponse;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RemoteAgentGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An agent that does nothing of its own accord, and whatever a test has it do, for tests of servers of this protocol. It never
 * refreshes unless told to.
 *
 * <pre>{@code
 * try (var agent = ScriptedAgent.of(server.address(), server.credentials())) {
 *     agent.register("trace-agent");
 *     var stream = agent.subscribe().awaitSnapshot();
 *     stream.stall();
 * }
 * }</pre>
 *
 * <p>Safe from any thread. A call that the server refuses throws {@link StatusRuntimeException} where the method does not return a
 * {@link Status}.
 */
public final class ScriptedAgent implements AutoCloseable {
    private static final Metadata.Key<String> SESSION_ID =
            Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> JUNK = Metadata.Key.of("junk-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final List<MethodDescriptor<?, ?>> CALLS = List.of(
            AgentSecureGrpc.getStreamConfigEventsMethod(),
            RemoteAgentGrpc.getRegisterRemoteAgentMethod(),
            RemoteAgentGrpc.getRefreshRemoteAgentMethod(),
            RemoteAgentGrpc.getReportRemoteAgentEventMethod(),
            SessionsGrpc.getEndSessionMethod());
    private static final int GARBAGE_BYTES = 2_000;

    private final Link link;
    private final Path credentials;
    private final Connection connection;
    private volatile String name = "scripted-agent";
    private volatile String sessionId = "";
    private volatile @Nullable ScriptedStatus status;

    private ScriptedAgent(Link link, Path credentials) {
        this.link = link;
        this.credentials = credentials;
        this.connection = Connection.open(link.address(), credentials);
    }

    /**
     * An agent that has not said anything yet.
     *
     * @param address {@code HOST:PORT} of the server
     * @param credentials the directory with {@code auth_token} and {@code ipc_cert.pem}
     */
    public static ScriptedAgent of(String address, Path credentials) {
        return new ScriptedAgent(Link.to(address), credentials);
    }

    /** Serves status from now on, and says so at its next registration. */
    public synchronized ScriptedAgent answerStatus(StatusAnswer answer) {
        if (status != null) {
            status.close();
        }
        status = ScriptedStatus.open(credentials, answer, this::sessionId);
        return this;
    }

    /**
     * Registers under this name and returns the id of the session, which all that follows goes by. Waits for the server for half a
     * minute when it is not there.
     */
    public String register(String displayName) {
        name = displayName;
        var served = status;
        sessionId = remoteAgent()
                .withWaitForReady()
                .registerRemoteAgent(RegisterRemoteAgentRequest.newBuilder()
                        .setPid(String.valueOf(ProcessHandle.current().pid()))
                        .setFlavor("scripted_agent")
                        .setDisplayName(displayName)
                        .setApiEndpointUri(served == null ? "https://scripted-agent/" + displayName : served.uri())
                        .addAllServices(served == null ? List.of() : List.of(ScriptedStatus.SERVICE))
                        .build())
                .getSessionId();
        return sessionId;
    }

    /** The session of the last registration; empty before the first. */
    public String sessionId() {
        return sessionId;
    }

    public Status refresh() {
        return statusOf(() -> remoteAgent().refreshRemoteAgent(refreshRequest()));
    }

    /** Ends the session as a process that stops does. */
    public Status endSession() {
        return statusOf(() -> SessionsGrpc.newBlockingStub(dialed().channel())
                .withCallCredentials(connection.token())
                .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .endSession(
                        EndSessionRequest.newBuilder().setSessionId(sessionId).build()));
    }

    /** Refreshes so many times at once, waiting for nothing in between. Returns how often it got which answer. */
    public Map<Status.Code, Integer> flood(int calls) {
        var stub = RemoteAgentGrpc.newFutureStub(dialed().channel())
                .withCallCredentials(connection.token())
                .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        var answers = IntStream.range(0, calls)
                .mapToObj(_ -> stub.refreshRemoteAgent(refreshRequest()))
                .toList();
        var count = new EnumMap<Status.Code, Integer>(Status.Code.class);
        for (var answer : answers) {
            count.merge(codeOf(answer), 1, Integer::sum);
        }
        return count;
    }

    private static Status.Code codeOf(Future<RefreshRemoteAgentResponse> answer) {
        try {
            var _ = answer.get();
            return Status.Code.OK;
        } catch (ExecutionException e) {
            return Status.fromThrowable(e).getCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Status.Code.CANCELLED;
        }
    }

    /** Subscribes with the session it registered. */
    public AgentStream subscribe() {
        return subscribe(sessionId);
    }

    /** Subscribes with any session, or with what is none. */
    public AgentStream subscribe(String session) {
        var headers = new Metadata();
        headers.put(SESSION_ID, session);
        return AgentStream.open(dialed(), name, headers);
    }

    /** Calls a method at random, with metadata and a message of random bytes, and returns how the server took it. */
    public Status garble(Random random) {
        var method = CALLS.get(random.nextInt(CALLS.size())).toBuilder(RawBytes.MARSHALLER, RawBytes.MARSHALLER)
                .build();
        var headers = new Metadata();
        headers.put(SESSION_ID, visible(random));
        headers.put(JUNK, bytes(random));
        var ended = new CompletableFuture<Status>();
        var call = dialed().channel().newCall(method, CallOptions.DEFAULT.withCallCredentials(connection.token()));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                headers);
        call.request(1);
        call.sendMessage(bytes(random));
        call.halfClose();
        Patience.until(ended::isDone, () -> method.getFullMethodName() + ": no answer to garbage (expected: a status)");
        return ended.join();
    }

    /** Opens a connection of its own, sends random bytes in place of TLS, and hangs up. */
    public void babble(Random random) {
        int colon = link.address().lastIndexOf(':');
        int port = Integer.parseInt(link.address().substring(colon + 1));
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(bytes(random));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The wire it speaks over: cut, it is gone without a goodbye; frozen, it hangs with its connection open. */
    public Link link() {
        return link;
    }

    private static byte[] bytes(Random random) {
        var bytes = new byte[random.nextInt(GARBAGE_BYTES)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String visible(Random random) {
        return random.ints(random.nextInt(GARBAGE_BYTES), '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Dials at once when it is not connected, however often it failed to be. */
    private Connection dialed() {
        connection.channel().resetConnectBackoff();
        return connection;
    }

    private RefreshRemoteAgentRequest refreshRequest() {
        return RefreshRemoteAgentRequest.newBuilder().setSessionId(sessionId).build();
    }

    private RemoteAgentGrpc.RemoteAgentBlockingStub remoteAgent() {
        return RemoteAgentGrpc.newBlockingStub(dialed().channel())
                .withCallCredentials(connection.token())
                .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Status statusOf(Supplier<?> call) {
        try {
            var _ = call.get();
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus();
        }
    }

    /** Leaves without a goodbye. Closing it twice is harmless. */
    @Override
    public synchronized void close() {
        link.close();
        connection.close();
        if (status != null) {
            status.close();
        }
    }
}
