package io.headwater.server.transport;

import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The threads that do all network work, shared by every gRPC face: one that accepts and as many that serve as there are cores.
 * Epoll where there is one, the JDK's selectors elsewhere.
 */
public final class EventLoops implements AutoCloseable {
    private final EventLoopGroup accepting;
    private final EventLoopGroup serving;

    public EventLoops(int serving) {
        this.accepting = group(1, "accept");
        this.serving = group(serving, "serve");
    }

    private static EventLoopGroup group(int threads, String name) {
        var transport = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), transport);
    }

    EventLoopGroup accepting() {
        return accepting;
    }

    public EventLoopGroup serving() {
        return serving;
    }

    Class<? extends ServerChannel> channelFor(Address address) {
        return switch (address) {
            case Address.Tcp _ -> Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
            case Address.Unix _ ->
                Epoll.isAvailable() ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
        };
    }

    static SocketAddress socketAddress(Address address) {
        return switch (address) {
            case Address.Tcp(var host, var port) -> new InetSocketAddress(host, port);
            case Address.Unix(var path) ->
                Epoll.isAvailable() ? new DomainSocketAddress(path.toString()) : UnixDomainSocketAddress.of(path);
        };
    }

    @Override
    public void close() {
        var _ = accepting.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        serving.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
