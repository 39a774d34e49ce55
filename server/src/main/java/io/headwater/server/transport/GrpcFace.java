package io.headwater.server.transport;

import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One set of gRPC services on any number of addresses. All calls run on the event loops, so a handler must not block. */
public final class GrpcFace implements AutoCloseable {
    /** Clients that ping more often than this are cut off. */
    private static final long MIN_PING_SECONDS = 5;

    /** A peer that is silent for this long is asked whether it lives, and has as long again to answer. */
    private static final long KEEPALIVE_SECONDS = 60;

    private static final int MAX_CALLS_PER_CONNECTION = 1_000;

    private final List<Server> servers = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();

    private GrpcFace() {}

    /**
     * Opens the face.
     *
     * @param interceptors the first one sees a call first
     * @throws IOException when an address cannot be had; nothing stays open then
     */
    public static GrpcFace open(
            List<Address> addresses,
            EventLoops loops,
            SslContext tls,
            List<ServerServiceDefinition> services,
            List<ServerInterceptor> interceptors)
            throws IOException {
        var face = new GrpcFace();
        try {
            for (var address : addresses) {
                face.listen(address, loops, tls, services, interceptors);
            }
        } catch (IOException | RuntimeException e) {
            face.close();
            throw e;
        }
        return face;
    }

    /** Where the face can be reached, with real ports, in the order asked for. */
    public List<Address> addresses() {
        return List.copyOf(addresses);
    }

    private void listen(
            Address address,
            EventLoops loops,
            SslContext tls,
            List<ServerServiceDefinition> services,
            List<ServerInterceptor> interceptors)
            throws IOException {
        if (address instanceof Address.Unix(var path)) {
            removeLeftover(path);
        }
        var builder = NettyServerBuilder.forAddress(EventLoops.socketAddress(address))
                .bossEventLoopGroup(loops.accepting())
                .workerEventLoopGroup(loops.serving())
                .channelType(loops.channelFor(address))
                .directExecutor()
                .sslContext(tls)
                .permitKeepAliveTime(MIN_PING_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION);
        services.forEach(builder::addService);
        interceptors.reversed().forEach(builder::intercept);
        Server server;
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new IOException(address + ": cannot listen (" + reason(e) + ")", e);
        }
        servers.add(server);
        this.addresses.add(boundTo(address, server));
    }

    /** A socket file that nobody listens on is what a killed server left behind. */
    private static void removeLeftover(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException nobodyListens) {
            Files.delete(path);
            return;
        }
        throw new IOException("unix:" + path + ": in use (expected: a path that no other server listens on)");
    }

    private static Address boundTo(Address asked, Server server) {
        return switch (asked) {
            case Address.Tcp tcp -> new Address.Tcp(tcp.host(), server.getPort());
            case Address.Unix unix -> unix;
        };
    }

    private static @Nullable String reason(IOException e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }

    /** Stops accepting, and gives calls that are ending a moment to do so. */
    @Override
    public void close() {
        servers.forEach(Server::shutdown);
        for (var server : servers) {
            try {
                if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
                    server.shutdownNow();
                }
            } catch (InterruptedException e) {
                server.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
        for (var address : addresses) {
            if (address instanceof Address.Unix(var path)) {
                path.toFile().delete();
            }
        }
    }
}
