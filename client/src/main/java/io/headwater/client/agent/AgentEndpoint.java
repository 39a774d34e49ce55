package io.headwater.client.agent;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.headwater.client.connection.CredentialFiles;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Where a server asks a remote agent: on loopback, behind mutual TLS and the bearer token. Not API.
 *
 * <p>Safe from any thread. It has one daemon thread for its transport, and one for each supplier that is being asked.
 */
public final class AgentEndpoint implements AutoCloseable {
    /** Less than the three seconds that a server gives all its agents. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private static final Duration CREDENTIAL_OVERLAP = Duration.ofMinutes(5);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int REQUEST_BYTES = 64 << 10;
    private static final int CALLS_AT_ONCE = 32;

    private final EventLoopGroup loop;
    private final ExecutorService suppliers;
    private final Server server;
    private final List<String> services;
    private volatile String session = "";

    private AgentEndpoint(RemoteAgent agent, ServingCredentials credentials, String thread) throws IOException {
        loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory(thread + "-endpoint", true), NioIoHandler.newFactory());
        suppliers = Executors.newCachedThreadPool(new DefaultThreadFactory(thread + "-answers", true));
        var answers = new Answers(agent, ANSWER_WITHIN, suppliers).services();
        services = answers.stream()
                .map(service -> service.getServiceDescriptor().getName())
                .toList();
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(LOOPBACK, 0), credentials.tls())
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .directExecutor()
                .maxInboundMessageSize(REQUEST_BYTES)
                .maxConcurrentCallsPerConnection(CALLS_AT_ONCE)
                .intercept(new Gate(credentials::acceptsToken, () -> session));
        answers.forEach(builder::addService);
        server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens one on a free port. It answers nobody until it is told the session.
     *
     * @param thread what its threads' names begin with
     * @param nanos a clock that never jumps, such as {@link System#nanoTime}
     * @throws IOException when the credentials cannot be used yet, or there is no port
     */
    public static AgentEndpoint open(RemoteAgent agent, CredentialFiles files, String thread, LongSupplier nanos)
            throws IOException {
        return new AgentEndpoint(agent, new ServingCredentials(files, CREDENTIAL_OVERLAP, nanos), thread);
    }

    /** Where it is, as a registration says it. */
    public String uri() {
        var host = LOOPBACK instanceof Inet6Address ? "[::1]" : LOOPBACK.getHostAddress();
        return "https://" + host + ":" + server.getPort();
    }

    /** The full names of what it serves, as a registration says them. */
    public List<String> services() {
        return services;
    }

    /** Names the session that answers belong to from now on; none when empty. */
    public void session(String id) {
        session = id;
    }

    /** Ends every call. A supplier that is being asked is interrupted. Closing it twice is harmless. */
    @Override
    public void close() {
        server.shutdownNow();
        suppliers.shutdownNow();
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
