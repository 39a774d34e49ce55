package io.headwater.server.agents;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.headwater.core.fleet.Endpoint;
import io.headwater.core.fleet.Session;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The connections to agents: one per session, made when it is first called and closed with the session. */
final class Channels implements AutoCloseable {
    private static final boolean EPOLL = Epoll.isAvailable();
    private static final int IDLE_MINUTES = 5;

    private final SslContext tls;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("callbacks", true),
            EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final Map<String, ManagedChannel> open = new ConcurrentHashMap<>();

    Channels(SslContext tls) {
        this.tls = tls;
    }

    /**
     * The session's channel. Not connected by this.
     *
     * @throws io.grpc.StatusRuntimeException when no channel can lead there
     */
    ManagedChannel to(Session session) {
        var channel = open.computeIfAbsent(session.id(), _ -> build(session.endpoint()));
        if (session.hasEnded()) {
            release(session);
            throw Status.UNAVAILABLE.withDescription("its session has ended").asRuntimeException();
        }
        return channel;
    }

    void release(Session session) {
        var channel = open.remove(session.id());
        if (channel != null) {
            channel.shutdownNow();
        }
    }

    @Override
    public void close() {
        open.values().forEach(ManagedChannel::shutdownNow);
        open.clear();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private ManagedChannel build(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Tcp(var host, var port) -> tcp(host, port);
            case Endpoint.Unix(var path) -> unix(path);
            case Endpoint.Vsock vsock ->
                throw Status.UNIMPLEMENTED
                        .withDescription(
                                "api_endpoint_uri: " + vsock
                                        + " (expected: host:port, https://host:port or unix:///path; this server cannot call by vsock)")
                        .asRuntimeException();
        };
    }

    private ManagedChannel tcp(String host, int port) {
        try {
            return channel(
                    NettyChannelBuilder.forAddress(host, port),
                    EPOLL ? EpollSocketChannel.class : NioSocketChannel.class,
                    InetSocketAddress.class);
        } catch (IllegalArgumentException _) {
            throw Status.UNAVAILABLE
                    .withDescription("api_endpoint_uri: \"" + host + "\" (expected: the name or address of a host)")
                    .asRuntimeException();
        }
    }

    private ManagedChannel unix(String path) {
        SocketAddress address = EPOLL ? new DomainSocketAddress(path) : UnixDomainSocketAddress.of(path);
        return channel(
                NettyChannelBuilder.forAddress(address).overrideAuthority("localhost"),
                EPOLL ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class,
                address.getClass());
    }

    /** Never by way of a proxy: the calls carry this host's token. */
    private ManagedChannel channel(
            NettyChannelBuilder builder, Class<? extends Channel> transport, Class<? extends SocketAddress> address) {
        return builder.sslContext(tls)
                .eventLoopGroup(loop)
                .channelType(transport, address)
                .proxyDetector(_ -> null)
                .idleTimeout(IDLE_MINUTES, TimeUnit.MINUTES)
                .build();
    }
}
