package io.headwater.server.security;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** A hand-made service whose one method answers with the caller's address, TLS version and certificate serial, as often as asked. */
final class PeerService {
    static final String GUARDED = "test.Guarded";
    static final String OPEN = "test.Open";

    private PeerService() {}

    static String ask(Channel channel, String service, CallOptions options) {
        return ClientCalls.blockingUnaryCall(channel, method(service, MethodType.UNARY), options, "");
    }

    static MethodDescriptor<String, String> method(String service, MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, type.name()))
                .setRequestMarshaller(Text.MARSHALLER)
                .setResponseMarshaller(Text.MARSHALLER)
                .build();
    }

    static List<ServerServiceDefinition> definitions() {
        return List.of(definition(GUARDED), definition(OPEN));
    }

    private static ServerServiceDefinition definition(String service) {
        return ServerServiceDefinition.builder(service)
                .addMethod(method(service, MethodType.UNARY), (call, _) -> answering(call, true))
                .addMethod(method(service, MethodType.BIDI_STREAMING), (call, _) -> answering(call, false))
                .build();
    }

    private static ServerCall.Listener<String> answering(ServerCall<String, String> call, boolean once) {
        call.sendHeaders(new Metadata());
        call.request(1);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(String request) {
                call.sendMessage(describe(call.getAttributes()));
                if (once) {
                    call.close(Status.OK, new Metadata());
                    return;
                }
                call.request(1);
            }

            @Override
            public void onHalfClose() {
                if (!once) {
                    call.close(Status.OK, new Metadata());
                }
            }
        };
    }

    private static String describe(Attributes attributes) {
        SSLSession session = Objects.requireNonNull(attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        return "%s %s %s"
                .formatted(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), session.getProtocol(), serialOf(session));
    }

    private static String serialOf(SSLSession session) {
        try {
            return ((X509Certificate) session.getPeerCertificates()[0])
                    .getSerialNumber()
                    .toString(16);
        } catch (SSLPeerUnverifiedException _) {
            return "no certificate";
        }
    }

    private enum Text implements MethodDescriptor.Marshaller<String> {
        MARSHALLER;

        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
