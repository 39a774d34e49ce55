package io.headwater.cli.loopback;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.headwater.client.connection.CredentialException;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.connection.Credentials;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusProviderGrpc;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves the admin and the agents' face with mutual TLS and a bearer token, from a map. Starts with {@code log_level}
 * and {@code queue_size}; safe to use from any thread.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final Metadata.Key<String> SESSION_ID =
            Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final Path data;
    private final Layers layers = new Layers();
    private final LoopbackAgents agents;
    private final LoopbackAdmin admin;
    private @Nullable Server server;

    private LoopbackServer(Path data) {
        this.data = data;
        this.agents = new LoopbackAgents(layers, this::ask);
        this.admin = new LoopbackAdmin(layers, agents);
        layers.put("log_level", "default", "\"info\"", "", "");
        layers.put("log_level", "file", "\"warn\"", "", "");
        layers.put("queue_size", "default", "256", "", "");
    }

    /** Makes credentials in a directory and starts on a free port. */
    public static LoopbackServer in(Path data) {
        if (!Files.exists(CredentialFiles.in(data).token())) {
            TestCredentials.write(data, TOKEN);
        }
        var server = new LoopbackServer(data);
        server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return server;
    }

    /** Makes a new certificate. What is started from now on serves with it, and knows no other. */
    public void renewCertificate() {
        TestCredentials.write(data, TOKEN);
    }

    /** Serves on another address from now on: TCP, or a Unix socket. */
    public void start(SocketAddress at) {
        var builder = NettyServerBuilder.forAddress(at, tls())
                .addService(admin)
                .addService(agents)
                .intercept(new TokenAndSession());
        if (at instanceof UnixDomainSocketAddress) {
            var loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            builder.bossEventLoopGroup(loop).workerEventLoopGroup(loop).channelType(NioServerDomainSocketChannel.class);
        }
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServerCredentials tls() {
        var credentials = credentials();
        try {
            return TlsServerCredentials.newBuilder()
                    .keyManager(
                            new ByteArrayInputStream(credentials.certificatePem()),
                            new ByteArrayInputStream(credentials.keyPem()))
                    .trustManager(new ByteArrayInputStream(credentials.certificatePem()))
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Credentials credentials() {
        try {
            return Credentials.read(CredentialFiles.in(data));
        } catch (CredentialException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GetStatusDetailsResponse ask(String endpoint, String session) {
        var headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + TOKEN);
        var channel = Grpc.newChannelBuilder(
                        endpoint.replace("https://", ""), credentials().channel())
                .build();
        try {
            return StatusProviderGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .withDeadlineAfter(Duration.ofSeconds(3))
                    .getStatusDetails(GetStatusDetailsRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
    }

    public Path data() {
        return data;
    }

    public Layers layers() {
        return layers;
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    public int port() {
        return running().getPort();
    }

    /** Adds a file to every flare. */
    public void flare(String path, String content) {
        admin.flare(path, content);
    }

    /** Makes every stream say just this. */
    public void streams(ConfigEvent... events) {
        agents.script(List.of(events));
    }

    private Server running() {
        if (server == null) {
            throw new IllegalStateException("server: stopped (expected: started)");
        }
        return server;
    }

    /** Ends every call with {@code UNAVAILABLE} and frees the port. */
    public void stop() {
        try {
            running().shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Refuses a call without the token, and carries the session on. */
    private static final class TokenAndSession implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            if (!("Bearer " + TOKEN).equals(headers.get(AUTHORIZATION))) {
                call.close(Status.UNAUTHENTICATED.withDescription("invalid auth token"), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            var context = Context.current().withValue(LoopbackAgents.SESSION, headers.get(SESSION_ID));
            return Contexts.interceptCall(context, call, headers, next);
        }
    }
}
