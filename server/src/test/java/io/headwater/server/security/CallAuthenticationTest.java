package io.headwater.server.security;

import static io.headwater.server.security.PeerService.GUARDED;
import static io.headwater.server.security.PeerService.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallAuthenticationTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Loopback loopback;

    CallAuthenticationTest(@TempDir Path directory) throws Exception {
        loopback = new Loopback(directory, SslProvider.OPENSSL);
    }

    @AfterEach
    void stop() {
        loopback.close();
    }

    @Test
    void aCertificateAndATokenPass() throws Exception {
        Channel agent = agent();

        assertThat(PeerService.ask(agent, GUARDED, loopback.withToken())).contains("TLSv1.3");
        assertThat(loopback.refused).isEmpty();
    }

    @Test
    void aServiceNamedForItAsksForTheCertificateAlone() throws Exception {
        Channel agent = agent();

        assertThat(PeerService.ask(agent, OPEN, CallOptions.DEFAULT)).contains("TLSv1.3");
        assertThat(loopback.refused).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {GUARDED, OPEN})
    void noClientCertificate(String service) throws Exception {
        Channel stranger = loopback.dials(loopback.serves(), loopback.client(null));

        assertRefused(
                stranger,
                service,
                loopback.withToken(),
                Status.Code.UNAUTHENTICATED,
                "client did not provide a certificate");
        assertThat(loopback.refused).singleElement().asString().startsWith("no_certificate /127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {GUARDED, OPEN})
    void notTls(String service) throws Exception {
        Channel plain = loopback.opened(NettyChannelBuilder.forAddress("localhost", loopback.servesInTheClear())
                .usePlaintext());

        assertRefused(plain, service, CallOptions.DEFAULT, Status.Code.UNAUTHENTICATED, "request is not using TLS");
        assertThat(loopback.refused).singleElement().asString().startsWith("not_tls /127.0.0.1:");
    }

    @Test
    void aTransportThatTellsNothingOfThePeer() {
        List<Status> closed = new ArrayList<>();

        authentication().interceptCall(new CallFromNowhere(closed), new Metadata(), (_, _) -> {
            throw new AssertionError("the call went through");
        });

        assertThat(closed).singleElement().satisfies(status -> {
            assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(status.getDescription()).isEqualTo("peer information not found in request context");
        });
        assertThat(loopback.refused).containsExactly("no_peer unknown");
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            nullValues = "absent",
            value = {
                "absent            | no_token          | Request unauthenticated with Bearer",
                "\"\"              | no_token          | Request unauthenticated with Bearer",
                "Basic TOKEN       | other_scheme      | Request unauthenticated with Bearer",
                "Bearertoken TOKEN | other_scheme      | Request unauthenticated with Bearer",
                "Bearer            | bad_authorization | Bad authorization string",
                "TOKEN             | bad_authorization | Bad authorization string",
                "Bearer TOKEN0     | wrong_token       | invalid auth token: invalid session token",
                "Bearer  TOKEN     | wrong_token       | invalid auth token: invalid session token",
                "Bearer 0          | wrong_token       | invalid auth token: invalid session token",
            })
    void noTokenOrAWrongOne(String authorization, String reason, String message) throws Exception {
        Channel agent = agent(authorization == null ? List.of() : List.of(authorization));

        assertRefused(agent, GUARDED, CallOptions.DEFAULT, Status.Code.UNAUTHENTICATED, message);
        assertThat(loopback.refused).singleElement().asString().startsWith(reason + " /127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
    void theSchemeMayBeInAnyCase(String scheme) throws Exception {
        Channel agent = agent(List.of(scheme + " TOKEN"));

        assertThat(PeerService.ask(agent, GUARDED, CallOptions.DEFAULT)).isNotEmpty();
    }

    @Test
    void ofTwoHeadersTheFirstCounts() throws Exception {
        assertThat(PeerService.ask(agent(List.of("Bearer TOKEN", "Bearer 0")), GUARDED, CallOptions.DEFAULT))
                .isNotEmpty();
        assertRefused(
                agent(List.of("Bearer 0", "Bearer TOKEN")),
                GUARDED,
                CallOptions.DEFAULT,
                Status.Code.UNAUTHENTICATED,
                "invalid auth token: invalid session token");
    }

    @Test
    void theTokenIsNotSentInTheClear() throws Exception {
        int port = loopback.servesInTheClear();
        Channel plain = loopback.opened(
                NettyChannelBuilder.forAddress("localhost", port).usePlaintext());

        assertRefused(
                plain,
                GUARDED,
                loopback.withToken(),
                Status.Code.UNAUTHENTICATED,
                "transport: NONE (expected: TLS, to carry a bearer token)");
        assertThat(loopback.refused).isEmpty();
    }

    private Channel agent() throws Exception {
        return loopback.dials(loopback.serves(), loopback.agent().clientContext());
    }

    private Channel agent(List<String> authorizations) throws Exception {
        UnaryOperator<String> withToken = value -> {
            try {
                return value.replace("TOKEN", loopback.files.load().token());
            } catch (CredentialException e) {
                throw new AssertionError(e);
            }
        };
        Metadata headers = new Metadata();
        authorizations.stream().map(withToken).forEach(value -> headers.put(AUTHORIZATION, value));
        return ClientInterceptors.intercept(agent(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private CallAuthentication authentication() {
        return new CallAuthentication(
                loopback.security::acceptsToken,
                Set.of(OPEN),
                (refusal, peer) -> loopback.refused.add(refusal.reason() + " " + peer));
    }

    private static void assertRefused(
            Channel channel, String service, CallOptions options, Status.Code code, String message) {
        assertThatThrownBy(() -> PeerService.ask(channel, service, options))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(code);
                    assertThat(e.getStatus().getDescription()).isEqualTo(message);
                });
    }

    private static final class CallFromNowhere extends ServerCall<String, String> {
        private final List<Status> closed;

        CallFromNowhere(List<Status> closed) {
            this.closed = closed;
        }

        @Override
        public Attributes getAttributes() {
            return Attributes.EMPTY;
        }

        @Override
        public MethodDescriptor<String, String> getMethodDescriptor() {
            return PeerService.method(GUARDED, MethodType.UNARY);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            closed.add(status);
        }

        @Override
        public void request(int count) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(String message) {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    }
}
