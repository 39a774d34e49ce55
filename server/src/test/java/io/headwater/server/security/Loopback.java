package io.headwater.server.security;

import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real server on the loopback, guarded by real files, and clients of every kind for it. Closing it closes them all. */
final class Loopback implements AutoCloseable {
    static final Duration OVERLAP = Duration.ofHours(1);

    final CredentialFiles files;
    final TransportSecurity security;
    final List<X509Certificate> untrusted = new CopyOnWriteArrayList<>();
    final List<String> refused = new CopyOnWriteArrayList<>();

    private final CredentialIssuer issuer;
    private final SslProvider provider;
    private final Deque<Runnable> open = new ArrayDeque<>();
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    Loopback(Path directory, SslProvider provider) throws CredentialException {
        this.provider = provider;
        this.issuer = new CredentialIssuer(new SecureRandom(), clock(), List.of());
        this.files = CredentialFiles.in(directory);
        files.createMissing(issuer);
        this.security = TransportSecurity.open(files, OVERLAP, clock(), untrusted::add, provider);
    }

    InstantSource clock() {
        return () -> now;
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    CredentialIssuer issuer() {
        return issuer;
    }

    int serves() throws IOException {
        return start(onLoopback().sslContext(security.serverContext())).getPort();
    }

    int servesInTheClear() throws IOException {
        return start(onLoopback()).getPort();
    }

    void serves(DomainSocketAddress socket) throws IOException {
        EventLoopGroup loops = loops();
        start(NettyServerBuilder.forAddress(socket)
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .sslContext(security.serverContext()));
    }

    private static NettyServerBuilder onLoopback() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private Server start(NettyServerBuilder builder) throws IOException {
        Server server = builder.addServices(PeerService.definitions())
                .intercept(new CallAuthentication(
                        security::acceptsToken,
                        Set.of(PeerService.OPEN),
                        (refusal, peer) -> refused.add(refusal.reason() + " " + peer)))
                .build()
                .start();
        open.push(() -> await().until(server.shutdownNow()::isTerminated));
        return server;
    }

    ManagedChannel dials(int port, SslContext context) {
        return opened(NettyChannelBuilder.forAddress("localhost", port).sslContext(context));
    }

    ManagedChannel dials(DomainSocketAddress socket, SslContext context) {
        return opened(NettyChannelBuilder.forAddress(socket)
                .channelType(EpollDomainSocketChannel.class)
                .eventLoopGroup(loops())
                .overrideAuthority("localhost")
                .sslContext(context));
    }

    ManagedChannel opened(NettyChannelBuilder builder) {
        ManagedChannel channel = builder.build();
        open.push(() -> await().until(channel.shutdownNow()::isTerminated));
        return channel;
    }

    /** What another process of the host reads from the files now. */
    TransportSecurity agent() throws CredentialException {
        return TransportSecurity.open(files, Duration.ZERO, clock(), untrusted::add, provider);
    }

    CallOptions withToken() {
        return CallOptions.DEFAULT.withCallCredentials(security.callCredentials());
    }

    /** Trusts the server and presents the given identity, or none. */
    SslContext client(@Nullable Identity identity) throws IOException {
        SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient(), provider)
                .trustManager(files.load().identity().certificate());
        if (identity != null) {
            builder.keyManager(identity.key(), identity.certificate());
        }
        return builder.build();
    }

    private EventLoopGroup loops() {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        open.push(() -> loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS));
        return loops;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
