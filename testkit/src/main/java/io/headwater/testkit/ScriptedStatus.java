package io.headwater.testkit;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.headwater.server.security.CredentialFiles;
import io.headwater.server.security.TransportSecurity;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusProviderGrpc;
import io.headwater.wire.remoteagent.status.v1.StatusSection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What a {@link ScriptedAgent} serves: a status of one line, with or without the session that makes it count. */
record ScriptedStatus(Server server) implements AutoCloseable {
    static final String SERVICE = StatusProviderGrpc.SERVICE_NAME;

    private static final Metadata.Key<String> SESSION_ID =
            Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER);

    static ScriptedStatus open(Path credentials, StatusAnswer answer, Supplier<String> sessionId) {
        try {
            var security =
                    TransportSecurity.open(CredentialFiles.in(credentials), Duration.ZERO, Clock.systemUTC(), _ -> {});
            return new ScriptedStatus(
                    NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                            .sslContext(security.serverContext())
                            .addService(StatusProviderGrpc.bindService(new Status(answer)))
                            .intercept(new Headers(answer, sessionId))
                            .build()
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uri() {
        return "https://127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private record Status(StatusAnswer answer) implements StatusProviderGrpc.AsyncService {
        @Override
        public void getStatusDetails(GetStatusDetailsRequest request, StreamObserver<GetStatusDetailsResponse> to) {
            if (answer == StatusAnswer.NEVER) {
                return;
            }
            to.onNext(GetStatusDetailsResponse.newBuilder()
                    .setMainSection(StatusSection.newBuilder().putFields("Answer", answer.name()))
                    .build());
            to.onCompleted();
        }
    }

    private record Headers(StatusAnswer answer, Supplier<String> sessionId) implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata sent) {
                            said().forEach(session -> sent.put(SESSION_ID, session));
                            super.sendHeaders(sent);
                        }
                    },
                    headers);
        }

        private List<String> said() {
            var session = sessionId.get();
            return switch (answer) {
                case RIGHT -> List.of(session);
                case WRONG_SESSION -> List.of(session + "x");
                case SESSION_TWICE -> List.of(session, session);
                case NO_SESSION, NEVER -> List.of();
            };
        }
    }
}
