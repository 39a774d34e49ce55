package io.headwater.client.connection;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Makes authenticated connections to one server, each with the credentials of its moment; all of them share one daemon
 * thread. Safe from any thread. Whoever makes one closes it, after its connections.
 */
public final class Dialer implements AutoCloseable {
    /** What the protocol allows one message to weigh. */
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    private static final int QUIET_MILLIS = 100;

    private final Address address;
    private final CredentialSource credentials;
    private final EventLoopGroup loop;

    /**
     * Shows what the files hold at the moment, and dials nothing yet.
     *
     * @param thread what the transport's thread is called
     */
    public Dialer(Address address, CredentialFiles files, String thread) {
        this(address, new CurrentCredentials(files), thread);
    }

    /** The same with credentials from elsewhere. */
    public Dialer(Address address, CredentialSource credentials, String thread) {
        this.address = address;
        this.credentials = credentials;
        this.loop =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(thread, true), NioIoHandler.newFactory());
    }

    public Address address() {
        return address;
    }

    /**
     * A new connection. Returns at once: the network is first touched by the first call, which also says what is wrong with it.
     *
     * @throws CredentialException when there are no credentials to show
     */
    public Connection dial() throws CredentialException {
        var channel = builder(credentials.get())
                .eventLoopGroup(loop)
                .directExecutor()
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
        return new Connection(channel, credentials);
    }

    private NettyChannelBuilder builder(Credentials shown) {
        if (address instanceof Address.Tcp tcp) {
            return NettyChannelBuilder.forAddress(tcp.host(), tcp.port(), shown.channel())
                    .channelType(NioSocketChannel.class);
        }
        return NettyChannelBuilder.forAddress(
                        UnixDomainSocketAddress.of(((Address.Unix) address).path()), shown.channel())
                .channelType(NioDomainSocketChannel.class)
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost");
    }

    /** Returns at once. The thread ends a moment later, since a connection that was just closed still hands it its last tasks. */
    @Override
    public void close() {
        var unused = loop.shutdownGracefully(QUIET_MILLIS, 1000, TimeUnit.MILLISECONDS);
    }
}
