package io.headwater.server.security;

import static io.headwater.server.security.PeerService.GUARDED;
import static io.headwater.server.security.PeerService.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSsl;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
        value = SslProvider.class,
        names = {"OPENSSL", "JDK"})
class TransportSecurityTest {
    private final SslProvider provider;
    private final Path directory;
    private final Loopback loopback;

    TransportSecurityTest(SslProvider provider, @TempDir Path directory) throws Exception {
        this.provider = provider;
        this.directory = directory;
        this.loopback = new Loopback(directory, provider);
    }

    @AfterEach
    void stop() {
        loopback.close();
    }

    @Test
    void theLibraryInUseIsReported() throws Exception {
        assertThat(loopback.security.provider()).startsWith(provider == SslProvider.JDK ? "JDK 25" : "BoringSSL");
        assertThat(TransportSecurity.open(loopback.files, Duration.ZERO, loopback.clock(), _ -> {})
                        .provider())
                .as("chosen where nobody chooses")
                .startsWith(OpenSsl.isAvailable() ? "BoringSSL" : "JDK");
    }

    @Test
    void serverAndAgentKnowEachOtherByTheSameFiles() throws Exception {
        TransportSecurity agent = loopback.agent();
        Channel channel = loopback.dials(loopback.serves(), agent.clientContext());

        assertThat(agent.fingerprint()).isEqualTo(loopback.security.fingerprint());
        assertThat(PeerService.ask(channel, GUARDED, loopback.withToken()))
                .endsWith("TLSv1.3 " + serial(loopback.files.load()));
    }

    @Test
    void aUnixSocketSpeaksTlsToo() throws Exception {
        DomainSocketAddress socket =
                new DomainSocketAddress(directory.resolve("agent.socket").toFile());
        loopback.serves(socket);

        assertThat(PeerService.ask(
                        loopback.dials(socket, loopback.agent().clientContext()), GUARDED, loopback.withToken()))
                .endsWith("TLSv1.3 " + serial(loopback.files.load()));
        assertUnauthenticated(
                () -> PeerService.ask(loopback.dials(socket, loopback.client(null)), GUARDED, loopback.withToken()),
                "client did not provide a certificate");
        assertThat(loopback.refused).containsExactly("no_certificate unix socket");
    }

    @Test
    void tls12IsSpokenAndTls11IsNot() throws Exception {
        int port = loopback.serves();

        assertThat(PeerService.ask(loopback.dials(port, speaking("TLSv1.2")), OPEN, CallOptions.DEFAULT))
                .contains("TLSv1.2");
        assertUnavailable(
                () -> PeerService.ask(loopback.dials(port, speaking("TLSv1.1")), OPEN, CallOptions.DEFAULT),
                "PROTOCOL_VERSION");
    }

    @Test
    void aCipherSuiteWithoutAuthenticatedEncryptionIsNotSpoken() throws Exception {
        int port = loopback.serves();
        SslContext modern = speaking("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        SslContext old = speaking("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA");

        assertThat(PeerService.ask(loopback.dials(port, modern), OPEN, CallOptions.DEFAULT))
                .isNotEmpty();
        assertUnavailable(() -> PeerService.ask(loopback.dials(port, old), OPEN, CallOptions.DEFAULT), "");
    }

    @Test
    void theNameThatWasDialedMustBeInTheCertificate() throws Exception {
        int port = loopback.serves();
        SslContext context = loopback.security.clientContext();

        for (String host : List.of("localhost", "127.0.0.1")) {
            assertThat(PeerService.ask(named(port, host, context), OPEN, CallOptions.DEFAULT))
                    .isNotEmpty();
        }
        assertUnavailable(
                () -> PeerService.ask(named(port, "elsewhere.example", context), OPEN, CallOptions.DEFAULT),
                "elsewhere.example");
    }

    @Test
    void aServerWithAnotherCertificateIsNotTalkedTo() throws Exception {
        int port = loopback.serves();
        try (Loopback other = new Loopback(Files.createDirectory(directory.resolve("other")), provider)) {
            Channel channel = loopback.dials(port, other.security.clientContext());

            assertUnavailable(() -> PeerService.ask(channel, OPEN, CallOptions.DEFAULT), "");
        }
    }

    @Test
    void aCertificateThatOursSignedPasses() throws Exception {
        Identity leaf = Leaf.signedBy(loopback.files.load().identity());
        Channel agent = loopback.dials(loopback.serves(), loopback.client(leaf));

        assertThat(PeerService.ask(agent, GUARDED, loopback.withToken())).endsWith("1eaf");
    }

    @Test
    void aCertificateNamedLikeOursFailsTheHandshake() throws Exception {
        assertHandshakeFails(Identity.parse(loopback.issuer().certificate()));
    }

    @Test
    void aCertificateThatAnotherSignedFailsTheHandshake() throws Exception {
        assertHandshakeFails(Leaf.signedBy(Identity.parse(loopback.issuer().certificate())));
    }

    @Test
    void anOpenStreamOutlivesARotationAndItsOverlap() throws Exception {
        Channel channel = loopback.dials(loopback.serves(), loopback.agent().clientContext());
        BlockingClientCall<String, String> stream = ClientCalls.blockingBidiStreamingCall(
                channel, PeerService.method(GUARDED, MethodType.BIDI_STREAMING), loopback.withToken());
        stream.write("");
        String before = stream.read();

        rotateCertificate();
        assertThat(loopback.security.reload()).isInstanceOf(Reload.Rotated.class);
        loopback.passes(Loopback.OVERLAP);
        loopback.security.reload();

        stream.write("");
        assertThat(stream.read()).isEqualTo(before).endsWith(" " + serialOf(channel));
    }

    @Test
    void newHandshakesUseTheNewCertificateAndTheOldOneIsTrustedForTheOverlap() throws Exception {
        int port = loopback.serves();
        Identity old = loopback.files.load().identity();
        rotateCertificate();
        Identity fresh = loopback.files.load().identity();
        assertUnavailable(() -> asks(port, fresh), "");

        assertThat(loopback.security.reload()).isInstanceOf(Reload.Rotated.class);
        assertThat(asks(port, fresh))
                .endsWith(fresh.certificate().getSerialNumber().toString(16));
        assertThat(asks(port, old)).endsWith(old.certificate().getSerialNumber().toString(16));

        loopback.passes(Loopback.OVERLAP.minusMillis(1));
        loopback.security.reload();
        assertThat(asks(port, old)).isNotEmpty();

        loopback.passes(Duration.ofMillis(1));
        loopback.security.reload();
        assertUnavailable(() -> asks(port, old), "");
        assertThat(asks(port, fresh)).isNotEmpty();
    }

    @Test
    void callsToAgentsFollowTheRotationToo() throws Exception {
        TransportSecurity server = loopback.agent();
        int agentPort = loopback.serves();
        rotateCertificate();
        loopback.security.reload();
        assertUnavailable(
                () -> PeerService.ask(loopback.dials(agentPort, server.clientContext()), OPEN, CallOptions.DEFAULT),
                "");

        server.reload();

        assertThat(PeerService.ask(loopback.dials(agentPort, server.clientContext()), GUARDED, withTokenOf(server)))
                .endsWith(serial(loopback.files.load()));
    }

    @Test
    void anOldTokenIsAcceptedForTheOverlap() throws Exception {
        String old = loopback.files.load().token();
        String fresh = "f".repeat(64);
        Files.writeString(loopback.files.token(), fresh);
        assertThat(loopback.security.acceptsToken(fresh)).isFalse();

        assertThat(loopback.security.reload()).isInstanceOf(Reload.Rotated.class);
        assertThat(loopback.security.acceptsToken(fresh)).isTrue();
        assertThat(loopback.security.acceptsToken(old)).isTrue();

        loopback.passes(Loopback.OVERLAP);
        loopback.security.reload();
        assertThat(loopback.security.acceptsToken(fresh)).isTrue();
        assertThat(loopback.security.acceptsToken(old)).isFalse();
    }

    @Test
    void tokenAndCertificateMayRotateOneAfterTheOther() throws Exception {
        int port = loopback.serves();
        Credentials old = loopback.files.load();
        rotateCertificate();
        loopback.security.reload();
        Files.writeString(loopback.files.token(), "f".repeat(64));
        loopback.security.reload();

        assertThat(loopback.security.acceptsToken(old.token())).isTrue();
        assertThat(asks(port, old.identity())).isNotEmpty();
    }

    @Test
    void whatIsAcceptedStaysBoundedUnderEndlessRotation() throws Exception {
        for (int i = 10; i < 20; i++) {
            Files.writeString(loopback.files.token(), String.valueOf(i).repeat(32));
            loopback.security.reload();
        }

        assertThat(loopback.security.acceptsToken("10".repeat(32))).isFalse();
        for (int i = 11; i < 20; i++) {
            assertThat(loopback.security.acceptsToken(String.valueOf(i).repeat(32)))
                    .as("%s", i)
                    .isTrue();
        }
    }

    @Test
    void filesThatDidNotChangeChangeNothing() {
        assertThat(loopback.security.reload()).isEqualTo(new Reload.Unchanged());
    }

    @Test
    void theLastGoodCredentialsStayWhileTheFilesAreBrokenAndTheErrorSaysWhy() throws Exception {
        int port = loopback.serves();
        Identity identity = loopback.files.load().identity();
        String good = Files.readString(loopback.files.certificate());
        String fingerprint = loopback.security.fingerprint();

        Files.writeString(loopback.files.certificate(), good.substring(0, 300));
        assertThat(loopback.security.reload())
                .isInstanceOfSatisfying(
                        Reload.Failed.class,
                        failed -> assertThat(failed.cause()).hasMessageContaining("a broken PEM block"));
        Files.delete(loopback.files.certificate());
        assertThat(loopback.security.reload()).isInstanceOf(Reload.Failed.class);

        assertThat(loopback.security.fingerprint()).isEqualTo(fingerprint);
        Files.writeString(loopback.files.certificate(), good);
        assertThat(asks(port, identity)).isNotEmpty();
        assertThat(loopback.security.reload()).isEqualTo(new Reload.Unchanged());
    }

    @Test
    void oldCredentialsRetireEvenWhileTheFilesAreBroken() throws Exception {
        String old = loopback.files.load().token();
        Files.writeString(loopback.files.token(), "f".repeat(64));
        loopback.security.reload();
        Files.delete(loopback.files.token());

        loopback.passes(Loopback.OVERLAP);
        assertThat(loopback.security.reload()).isInstanceOf(Reload.Failed.class);

        assertThat(loopback.security.acceptsToken(old)).isFalse();
        assertThat(loopback.security.acceptsToken("f".repeat(64))).isTrue();
    }

    @Test
    void thereIsNoStartWithoutCredentialsOrWithExpiredOnes() throws Exception {
        loopback.passes(CredentialIssuer.VALIDITY.plusSeconds(1));
        assertThatThrownBy(loopback::agent)
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("(expected: a certificate that is valid now)");

        Files.delete(loopback.files.certificate());
        assertThatThrownBy(loopback::agent)
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("cannot be read");
    }

    private void assertHandshakeFails(Identity foreign) throws Exception {
        int port = loopback.serves();

        assertUnavailable(() -> asks(port, foreign), provider == SslProvider.OPENSSL ? "TLSV1_ALERT_UNKNOWN_CA" : "");
        assertThat(loopback.untrusted).containsExactly(foreign.certificate());
    }

    private void rotateCertificate() throws Exception {
        Files.delete(loopback.files.certificate());
        loopback.files.createMissing(loopback.issuer());
    }

    /** Over a new connection, as whoever holds the identity. */
    private String asks(int port, Identity identity) throws Exception {
        return PeerService.ask(loopback.dials(port, loopback.client(identity)), OPEN, CallOptions.DEFAULT);
    }

    private String serialOf(Channel channel) {
        String answer = PeerService.ask(channel, OPEN, CallOptions.DEFAULT);
        return answer.substring(answer.lastIndexOf(' ') + 1);
    }

    private static String serial(Credentials credentials) {
        return credentials.identity().certificate().getSerialNumber().toString(16);
    }

    private static CallOptions withTokenOf(TransportSecurity security) {
        return CallOptions.DEFAULT.withCallCredentials(security.callCredentials());
    }

    private Channel named(int port, String host, SslContext context) {
        return loopback.opened(NettyChannelBuilder.forAddress("127.0.0.1", port)
                .overrideAuthority(host)
                .sslContext(context));
    }

    /** Always BoringSSL: the JDK refuses to offer what is too old before the server can. */
    private SslContext speaking(String protocol, String... ciphers) throws Exception {
        Identity identity = loopback.files.load().identity();
        SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.OPENSSL)
                .protocols(protocol)
                .keyManager(identity.key(), identity.certificate())
                .trustManager(identity.certificate());
        if (protocol.equals("TLSv1.1") || ciphers.length > 0) {
            builder.ciphers(List.of(ciphers.length > 0 ? ciphers[0] : "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"));
        }
        return builder.build();
    }

    private static void assertUnavailable(ThrowingCallable call, String because) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(e).hasStackTraceContaining(because);
        });
    }

    private static void assertUnauthenticated(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(e.getStatus().getDescription()).isEqualTo(message);
        });
    }
}
