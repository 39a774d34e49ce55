package io.headwater.server.agents;

import static io.headwater.server.agents.TestCredentials.AUTHORIZATION;
import static io.headwater.server.agents.TestCredentials.TOKEN;

import com.google.protobuf.ByteString;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.stub.StreamObserver;
import io.headwater.wire.remoteagent.flare.v1.FlareProviderGrpc;
import io.headwater.wire.remoteagent.flare.v1.GetFlareFilesRequest;
import io.headwater.wire.remoteagent.flare.v1.GetFlareFilesResponse;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusProviderGrpc;
import io.headwater.wire.remoteagent.status.v1.StatusSection;
import io.headwater.wire.remoteagent.telemetry.v1.GetTelemetryRequest;
import io.headwater.wire.remoteagent.telemetry.v1.GetTelemetryResponse;
import io.headwater.wire.remoteagent.telemetry.v1.TelemetryProviderGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An agent as the server meets it: a real gRPC server behind mutual TLS that insists on the token and names its session. */
final class FakeAgent implements AutoCloseable {
    static final String STATUS = StatusProviderGrpc.SERVICE_NAME;
    static final String FLARE = FlareProviderGrpc.SERVICE_NAME;
    static final String TELEMETRY = TelemetryProviderGrpc.SERVICE_NAME;

    final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Server server;
    private volatile List<String> sessionIds = List.of();
    private volatile Map<String, String> status = Map.of();
    private volatile Map<String, String> files = Map.of();
    private volatile String metrics = "";
    private volatile boolean stuck;

    private FakeAgent(TestCredentials credentials, SocketAddress address) throws IOException {
        server = NettyServerBuilder.forAddress(address)
                .channelType(
                        address instanceof UnixDomainSocketAddress
                                ? NioServerDomainSocketChannel.class
                                : NioServerSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .sslContext(credentials.server())
                .intercept(new SessionHeader())
                .addService(statusService())
                .addService(flareService())
                .addService(telemetryService())
                .build()
                .start();
    }

    static FakeAgent onLoopback(TestCredentials credentials) throws IOException {
        return new FakeAgent(credentials, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    static FakeAgent onSocket(TestCredentials credentials, Path path) throws IOException {
        return new FakeAgent(credentials, UnixDomainSocketAddress.of(path));
    }

    String uri() {
        return "https://localhost:" + server.getPort();
    }

    /** The values of the header in its answers; none until it is told. */
    FakeAgent answersAs(String... ids) {
        sessionIds = List.of(ids);
        return this;
    }

    FakeAgent status(Map<String, String> fields) {
        status = fields;
        return this;
    }

    FakeAgent files(Map<String, String> contents) {
        files = contents;
        return this;
    }

    FakeAgent metrics(String text) {
        metrics = text;
        return this;
    }

    /** Takes calls and does not answer them. */
    FakeAgent getsStuck() {
        stuck = true;
        return this;
    }

    @Override
    public void close() {
        released.countDown();
        server.shutdownNow();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private <A> void answer(StreamObserver<A> observer, A message) {
        calls.incrementAndGet();
        if (stuck) {
            try {
                released.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        observer.onNext(message);
        observer.onCompleted();
    }

    private ServerServiceDefinition statusService() {
        return StatusProviderGrpc.bindService(new StatusProviderGrpc.AsyncService() {
            @Override
            public void getStatusDetails(
                    GetStatusDetailsRequest request, StreamObserver<GetStatusDetailsResponse> observer) {
                answer(
                        observer,
                        GetStatusDetailsResponse.newBuilder()
                                .setMainSection(StatusSection.newBuilder().putAllFields(status))
                                .build());
            }
        });
    }

    private ServerServiceDefinition flareService() {
        return FlareProviderGrpc.bindService(new FlareProviderGrpc.AsyncService() {
            @Override
            public void getFlareFiles(GetFlareFilesRequest request, StreamObserver<GetFlareFilesResponse> observer) {
                var response = GetFlareFilesResponse.newBuilder();
                files.forEach((name, content) -> response.putFiles(name, ByteString.copyFromUtf8(content)));
                answer(observer, response.build());
            }
        });
    }

    private ServerServiceDefinition telemetryService() {
        return TelemetryProviderGrpc.bindService(new TelemetryProviderGrpc.AsyncService() {
            @Override
            public void getTelemetry(GetTelemetryRequest request, StreamObserver<GetTelemetryResponse> observer) {
                answer(
                        observer,
                        GetTelemetryResponse.newBuilder().setPromText(metrics).build());
            }
        });
    }

    private final class SessionHeader implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            if (!("Bearer " + TOKEN).equals(headers.get(AUTHORIZATION))) {
                call.close(Status.UNAUTHENTICATED.withDescription("no token"), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata answer) {
                            new ArrayList<>(sessionIds).forEach(id -> answer.put(Registration.SESSION_ID, id));
                            super.sendHeaders(answer);
                        }
                    },
                    headers);
        }
    }
}
