package io.headwater.bench;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where a server listens, as the ready line writes it: {@code HOST:PORT} or {@code unix:PATH}. */
record Address(String text) {
    private static final String UNIX = "unix:";

    boolean isUnix() {
        return text.startsWith(UNIX);
    }

    SocketAddress socket() {
        if (isUnix()) {
            return new DomainSocketAddress(text.substring(UNIX.length()));
        }
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    Class<? extends Channel> channel() {
        return isUnix() ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
    }

    Class<? extends ServerChannel> serverChannel() {
        return isUnix() ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
    }

    /** How a bound channel is reached. */
    static Address of(Channel bound) {
        return bound.localAddress() instanceof InetSocketAddress inet
                ? new Address(inet.getHostString() + ":" + inet.getPort())
                : new Address(UNIX + ((DomainSocketAddress) bound.localAddress()).path());
    }
}
