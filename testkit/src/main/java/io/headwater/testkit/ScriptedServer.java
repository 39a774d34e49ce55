package io.headwater.testkit;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.headwater.server.security.CallAuthentication;
import io.headwater.server.security.CredentialFiles;
import io.headwater.server.security.TransportSecurity;
import io.headwater.wire.api.v1.AgentGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import io.headwater.wire.remoteagent.v1.Event;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A core agent that does what a test tells it: the protocol on a free port of loopback, with mutual TLS and a bearer token of its
 * own, and with nothing behind it but a script.
 *
 * <pre>{@code
 * try (var server = ScriptedServer.start()) {
 *     server.onConnect(snapshot(1, setting("log_level", "info", "file")));
 *     // start the client under test with server.address() and server.credentials()
 *     server.awaitStream();
 *     server.send(update(2, setting("log_level", "debug", "cli")));
 *     server.end(Status.UNAVAILABLE);
 *     server.await(Call.STREAM, 2);
 * }
 * }</pre>
 *
 * <p>It knows sessions as the real one does: it answers {@code NOT_FOUND} to the refresh of a session that it does not know,
 * {@code PERMISSION_DENIED} to its stream, and {@code UNAUTHENTICATED} to a stream without one. Sessions never idle out; they end
 * when they are {@linkplain #evict evicted}.
 *
 * <p>Safe from any thread. The methods that wait fail with an {@link AssertionError} after 30 seconds.
 */
public final class ScriptedServer implements AutoCloseable {
    /** The calls a client makes, whichever of the two services it makes them on. */
    public enum Call {
        REGISTER("RegisterRemoteAgent"),
        REFRESH("RefreshRemoteAgent"),
        REPORT("ReportRemoteAgentEvent"),
        STREAM("StreamConfigEvents"),
        END_SESSION("EndSession");

        private final String method;

        Call(String method) {
            this.method = method;
        }

        String method() {
            return method;
        }
    }

    /**
     * A stream that a client asked for.
     *
     * @param sessionId the session it named
     */
    public record StreamCall(String sessionId, ConfigStreamRequest request) {}

    private final TestDirectory home = TestDirectory.create();
    private final TestCredentials credentials;
    private final TransportSecurity security;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Script script = new Script();
    private final ScriptedCalls calls = new ScriptedCalls(script);
    private int port;
    private @Nullable Server server;

    private ScriptedServer() {
        credentials = TestCredentials.in(home.path());
        try {
            security =
                    TransportSecurity.open(CredentialFiles.in(home.path()), Duration.ZERO, Clock.systemUTC(), _ -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that serves already, with credentials of its own in a temporary directory. */
    public static ScriptedServer start() {
        QuietLog.unlessAskedFor();
        var server = new ScriptedServer();
        server.restart();
        return server;
    }

    /** Where it listens, or did before it was stopped: {@code 127.0.0.1:PORT}. */
    public synchronized String address() {
        return "127.0.0.1:" + port;
    }

    /** The directory with the {@code auth_token} and the {@code ipc_cert.pem} that its clients need. */
    public Path credentials() {
        return credentials.directory();
    }

    /** What the {@code datadog.yaml} of a process says that is to find this server. */
    public String clientConfig() {
        return credentials.clientConfig(address());
    }

    /** Takes other credentials at once and accepts the former no more. Connections that are open go on. */
    public void rotateCredentials() {
        credentials.rotate();
        var _ = security.reload();
    }

    /** What each stream says first, from now on; nothing unless said otherwise. */
    public void onConnect(ConfigEvent... events) {
        calls.onConnect(List.of(events));
    }

    /** Says this on every stream that is open. */
    public void send(ConfigEvent event) {
        sendBytes(event.toByteArray());
    }

    /** Says this on every stream that is open, whatever it is: bytes that are no {@link ConfigEvent} too. */
    public void sendBytes(byte[] message) {
        calls.streams().forEach(stream -> stream.send(message));
    }

    /** Ends every stream that is open: with a status, or as if all had been said when that is OK. */
    public void end(Status status) {
        calls.streams().forEach(stream -> stream.end(status));
    }

    /** The ids of the sessions that will be registered next; after them come {@code session-1}, {@code session-2}, … */
    public void nextSessions(String... ids) {
        calls.nextSessions(List.of(ids));
    }

    /** How often clients that register from now on are asked to refresh, in seconds; 30 unless said otherwise. */
    public void recommendInterval(int seconds) {
        calls.recommendInterval(seconds);
    }

    /** Forgets every session, as a server that restarted. Their streams end with {@code PERMISSION_DENIED}. */
    public void evict() {
        calls.sessions().forEach(calls::evict);
    }

    /** Forgets one session. */
    public void evict(String sessionId) {
        calls.evict(sessionId);
    }

    /** Answers the next such call with this status. Several of them are used up in their order. */
    public void failNext(Call call, Status status) {
        script.next(call, status);
    }

    /** Answers every such call with this status, until it is {@linkplain #heal healed}. */
    public void fail(Call call, Status status) {
        script.always(call, status);
    }

    /** Takes every such call and never answers, until it is {@linkplain #heal healed}; a call that hangs stays so. */
    public void hang(Call call) {
        script.hang(call);
    }

    /** Answers such calls as it should again. */
    public void heal(Call call) {
        script.heal(call);
    }

    /** How many such calls came so far, those that failed or hang included. */
    public int count(Call call) {
        return script.count(call);
    }

    /** Waits until so many such calls have come, counted from the very first. */
    public void await(Call call, int times) {
        Patience.until(
                () -> script.count(call) >= times,
                () -> call + " calls: " + script.count(call) + " (expected: " + times + ")");
    }

    /** Waits until a stream is open. */
    public void awaitStream() {
        awaitStreams(1);
    }

    /** Waits until exactly so many streams are open. */
    public void awaitStreams(int open) {
        Patience.until(
                () -> calls.streams().size() == open,
                () -> "open streams: " + calls.streams().size() + " (expected: " + open + ")");
    }

    /** The registrations that succeeded, in order. */
    public List<RegisterRemoteAgentRequest> registrations() {
        return calls.registrations();
    }

    /** The streams that were opened, in order, with the sessions they named. */
    public List<StreamCall> streams() {
        return calls.opened();
    }

    /** What clients reported, in order. */
    public List<Event> reports() {
        return calls.reports();
    }

    /** The sessions that are registered now. */
    public Set<String> sessions() {
        return calls.sessions();
    }

    /** The sessions that their clients ended, in order. */
    public List<String> endedSessions() {
        return calls.ended();
    }

    /** Ends every call with {@code UNAVAILABLE} and frees the port. Stopping it twice is harmless. */
    public synchronized void stop() {
        if (server == null) {
            return;
        }
        calls.streams().forEach(stream -> stream.end(Status.UNAVAILABLE.withDescription("the server is stopping")));
        server.shutdownNow();
        try {
            var _ = server.awaitTermination(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server = null;
    }

    /** Stops it, if it runs, and serves again: same address, same credentials, same script, same sessions. */
    public synchronized void restart() {
        stop();
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sslContext(security.serverContext())
                .executor(threads)
                .intercept(script)
                .intercept(
                        new CallAuthentication(security::acceptsToken, Set.of(AgentGrpc.SERVICE_NAME), (_, _) -> {}));
        calls.services().forEach(builder::addService);
        try {
            server = builder.build().start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it and removes its files. Closing it twice is harmless. */
    @Override
    public void close() {
        stop();
        threads.close();
        home.close();
    }
}
