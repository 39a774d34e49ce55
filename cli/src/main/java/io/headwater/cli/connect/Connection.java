package io.headwater.cli.connect;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.JdkLoggerFactory;
import io.headwater.cli.Problem;
import io.headwater.wire.admin.v1.AdminGrpc;
import io.headwater.wire.admin.v1.AdminGrpc.AdminBlockingStub;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.api.v1.AgentSecureGrpc.AgentSecureBlockingStub;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An authenticated way to one server, made when first used. Safe to use from any thread; closing it ends every call
 * that is under way.
 */
public final class Connection implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final Duration ALL_WITHIN = Duration.ofMinutes(3);
    /** What the protocol allows one message to weigh. */
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    /*
     * A verb says itself what went wrong, and a start should not cost a logging framework: the transport logs to the JDK,
     * and only what is severe. Held here, since a logger that nobody holds forgets its level.
     */
    private static final Logger TRANSPORT = Logger.getLogger("io.grpc");

    static {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        TRANSPORT.setLevel(Level.SEVERE);
    }

    private final Address address;
    private final BearerToken token;
    private final EventLoopGroup loop;
    private final ManagedChannel channel;

    public Connection(Address address, Credentials credentials) {
        this.address = address;
        this.token = new BearerToken(credentials.token());
        this.loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("connection", true), NioIoHandler.newFactory());
        this.channel = builder(address, credentials)
                .eventLoopGroup(loop)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .build();
    }

    private static NettyChannelBuilder builder(Address address, Credentials credentials) {
        return switch (address) {
            case Address.Tcp(var host, var port) ->
                NettyChannelBuilder.forAddress(host, port, credentials.channel())
                        .channelType(NioSocketChannel.class);
            case Address.Unix(var path) ->
                NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(path), credentials.channel())
                        .channelType(NioDomainSocketChannel.class)
                        .overrideAuthority("localhost");
        };
    }

    public Address address() {
        return address;
    }

    /**
     * Asks the admin face once.
     *
     * @throws Problem when the server cannot be reached, refuses the caller, or says no
     */
    public <T> T ask(Function<AdminBlockingStub, T> call) {
        return translated(() -> call.apply(admin().withDeadlineAfter(ANSWER_WITHIN)));
    }

    /**
     * Hands over every message of a stream from the admin face, until the server ends it; errors as for {@link #ask}. For
     * what comes to an end within minutes.
     */
    public <T> void each(Function<AdminBlockingStub, Iterator<T>> call, Consumer<T> consumer) {
        translated(() -> {
            call.apply(admin().withDeadlineAfter(ALL_WITHIN)).forEachRemaining(consumer);
            return true;
        });
    }

    /** Asks the agents' face once; errors as for {@link #ask}. */
    public <T> T askAsAgent(Function<AgentSecureBlockingStub, T> call) {
        return translated(() -> call.apply(agents().withDeadlineAfter(ANSWER_WITHIN)));
    }

    /** The admin face, without a deadline, and with its errors as they come. */
    public AdminBlockingStub admin() {
        return AdminGrpc.newBlockingStub(channel).withCallCredentials(token);
    }

    /** The agents' face, without a deadline, and with its errors as they come. */
    public AgentSecureBlockingStub agents() {
        return AgentSecureGrpc.newBlockingStub(channel).withCallCredentials(token);
    }

    /** Forgets how long the channel meant to wait before it dials again. */
    public void dialNow() {
        channel.resetConnectBackoff();
    }

    private <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw Failure.of(e, address);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
