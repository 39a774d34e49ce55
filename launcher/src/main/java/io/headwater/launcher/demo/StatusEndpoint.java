package io.headwater.launcher.demo;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.headwater.cli.agent.AgentSession;
import io.headwater.cli.connect.Credentials;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusProviderGrpc.StatusProviderImplBase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Where an agent answers the server: on loopback, with the same certificate and token both ways. Every answer carries
 * the session, since a server trusts no other.
 */
final class StatusEndpoint implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Server server;
    private final AtomicReference<Answer> answer = new AtomicReference<>(new Answer("", () -> {
        throw Status.UNAVAILABLE.withDescription("not registered yet").asRuntimeException();
    }));

    private record Answer(String session, Supplier<GetStatusDetailsResponse> status) {}

    StatusEndpoint(Credentials credentials) throws IOException {
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls(credentials))
                .addService(new StatusService())
                .intercept(new Guard(credentials.token()))
                .build()
                .start();
    }

    private static ServerCredentials tls(Credentials credentials) throws IOException {
        return TlsServerCredentials.newBuilder()
                .keyManager(
                        new ByteArrayInputStream(credentials.certificatePem()),
                        new ByteArrayInputStream(credentials.keyPem()))
                .trustManager(new ByteArrayInputStream(credentials.certificatePem()))
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    String uri() {
        return "https://127.0.0.1:" + server.getPort();
    }

    /** From now on answers within this session. */
    void answer(String session, Supplier<GetStatusDetailsResponse> status) {
        answer.set(new Answer(session, status));
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private final class StatusService extends StatusProviderImplBase {
        @Override
        public void getStatusDetails(GetStatusDetailsRequest request, StreamObserver<GetStatusDetailsResponse> to) {
            to.onNext(answer.get().status().get());
            to.onCompleted();
        }
    }

    /** Lets the server in by its token, and names the session in the headers of the answer. */
    private final class Guard implements ServerInterceptor {
        private final byte[] expected;

        Guard(String token) {
            expected = ("Bearer " + token).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            var given = String.valueOf(headers.get(AUTHORIZATION)).getBytes(StandardCharsets.US_ASCII);
            if (!MessageDigest.isEqual(expected, given)) {
                call.close(Status.UNAUTHENTICATED.withDescription("invalid auth token"), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(new Named<>(call), headers);
        }
    }

    private final class Named<Q, R> extends SimpleForwardingServerCall<Q, R> {
        Named(ServerCall<Q, R> call) {
            super(call);
        }

        @Override
        public void sendHeaders(Metadata headers) {
            headers.put(AgentSession.SESSION_ID, answer.get().session());
            super.sendHeaders(headers);
        }
    }
}
