package io.headwater.client.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.connection.Credentials;
import io.headwater.client.connection.Dialer;
import io.headwater.testkit.TestCredentials;
import io.headwater.testkit.TestServer;
import io.headwater.wire.agents.v1.EndSessionRequest;
import io.headwater.wire.agents.v1.SessionsGrpc;
import io.headwater.wire.remoteagent.flare.v1.FlareProviderGrpc;
import io.headwater.wire.remoteagent.flare.v1.GetFlareFilesRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusProviderGrpc;
import io.headwater.wire.remoteagent.telemetry.v1.GetTelemetryRequest;
import io.headwater.wire.remoteagent.telemetry.v1.TelemetryProviderGrpc;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RemoteAgentGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentEndpointTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final RemoteAgent AGENT = RemoteAgent.named("Trace Agent")
            .status("Receiver", () -> Map.of("spans", "41"))
            .flareText("receiver.txt", () -> "41 spans")
            .telemetry(() -> "# TYPE spans_received counter\nspans_received 41");

    @AutoClose
    private static final TestServer server = TestServer.start();

    @TempDir
    private Path directory;

    private TestCredentials credentials;
    private final AtomicLong nanos = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void makeCredentials() {
        credentials = TestCredentials.in(directory.resolve("host"));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void answersTheServerThatAsks() throws IOException {
        var endpoint = onTheServersHost(AGENT);
        register(endpoint, AGENT);

        assertThat(server.status()).singleElement().satisfies(agent -> {
            assertThat(agent.getError()).isEmpty();
            assertThat(agent.toString()).contains("Receiver", "spans", "41");
        });
        assertThat(server.flare("")).containsEntry("trace-agent/receiver.txt", ByteString.copyFromUtf8("41 spans"));
        await().untilAsserted(
                        () -> assertThat(server.metrics()).contains("spans_received{emitter=\"trace-agent\"} 41"));
    }

    @Test
    void endsItsSessionWithTheTokenAndNotWithout() throws IOException {
        var session = register(onTheServersHost(AGENT), AGENT);
        var request = EndSessionRequest.newBuilder().setSessionId(session).build();
        var files = CredentialFiles.in(server.credentials());
        var target =
                Integer.parseInt(server.address().substring(server.address().lastIndexOf(':') + 1));

        assertRefused(
                Status.Code.UNAUTHENTICATED,
                () -> SessionsGrpc.newBlockingStub(
                                dial(target, Credentials.read(files).channel()))
                        .endSession(request));
        assertThat(server.sessions()).hasSize(1);

        try (var dialer = dialer();
                var connection = dialer.dial()) {
            var _ = SessionsGrpc.newBlockingStub(connection.channel()).endSession(request);
        }
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void servesOnlyWhatItsDescriptionHas() throws IOException {
        assertThat(open(AGENT).services())
                .containsExactly(
                        "datadog.remoteagent.status.v1.StatusProvider",
                        "datadog.remoteagent.flare.v1.FlareProvider",
                        "datadog.remoteagent.telemetry.v1.TelemetryProvider");
        var bare = open(RemoteAgent.named("Bare"));
        assertThat(bare.services()).containsExactly("datadog.remoteagent.status.v1.StatusProvider");
        assertThat(bare.uri()).matches("https://127\\.0\\.0\\.1:[0-9]+");

        bare.session("one");
        assertThat(status(bare)).isEqualTo(GetStatusDetailsResponse.getDefaultInstance());
        assertRefused(
                Status.Code.UNIMPLEMENTED,
                () -> FlareProviderGrpc.newBlockingStub(dial(bare))
                        .withInterceptors(bearing("Bearer " + token()))
                        .getFlareFiles(GetFlareFilesRequest.getDefaultInstance()));
    }

    @Test
    void refusesCallersWithoutTheTokenWhateverElseTheyShow() throws IOException {
        var endpoint = open(AGENT);
        endpoint.session("one");
        var stub = StatusProviderGrpc.newBlockingStub(dial(endpoint));
        var request = GetStatusDetailsRequest.getDefaultInstance();

        for (var shown : List.of("Bearer wrong", "Bearer", token(), "Basic " + token(), " " + token())) {
            assertRefused(
                    Status.Code.UNAUTHENTICATED,
                    () -> stub.withInterceptors(bearing(shown)).getStatusDetails(request));
        }
        assertRefused(Status.Code.UNAUTHENTICATED, () -> stub.getStatusDetails(request));
        for (var shown : List.of("Bearer " + token(), "bearer " + token(), "BEARER " + token())) {
            assertThat(stub.withInterceptors(bearing(shown))
                            .getStatusDetails(request)
                            .getNamedSectionsMap())
                    .containsOnlyKeys("Receiver");
        }
    }

    @Test
    void refusesCallersWithoutTheCertificateOfTheHost() throws IOException {
        var endpoint = open(AGENT);
        endpoint.session("one");
        var own = new ByteArrayInputStream(read(credentials).certificatePem());
        var none = TlsChannelCredentials.newBuilder().trustManager(own).build();
        var stranger = read(credentials.withAnotherCertificate(directory.resolve("stranger")));
        var strangers = TlsChannelCredentials.newBuilder()
                .trustManager(new ByteArrayInputStream(read(credentials).certificatePem()))
                .keyManager(
                        new ByteArrayInputStream(stranger.certificatePem()),
                        new ByteArrayInputStream(stranger.keyPem()))
                .build();

        for (var shown : List.of(none, strangers)) {
            assertRefused(Status.Code.UNAVAILABLE, () -> status(dial(port(endpoint), shown), token()));
        }
    }

    @Test
    void refusesACertificateThatHasRunOut() throws IOException {
        credentials = TestCredentials.expired(directory.resolve("old"));
        var endpoint = open(AGENT);
        endpoint.session("one");

        assertRefused(Status.Code.UNAVAILABLE, () -> status(dial(endpoint), token()));
    }

    @Test
    void refusesCallsWhileItHasNoSession() throws IOException {
        var endpoint = open(AGENT);
        assertRefused(Status.Code.FAILED_PRECONDITION, () -> status(endpoint));
        endpoint.session("one");
        assertThat(status(endpoint).getNamedSectionsCount()).isOne();
        endpoint.session("");
        assertRefused(Status.Code.FAILED_PRECONDITION, () -> status(endpoint));
    }

    @Test
    void putsAnErrorInThePlaceOfWhatASupplierDoesNotGive() throws IOException {
        var endpoint = open(RemoteAgent.named("Broken")
                .status("well", () -> Map.of("a", "1"))
                .status("throws", () -> {
                    throw new IllegalStateException("no database");
                })
                .status("fails", () -> {
                    throw new AssertionError("https://user:secret@host");
                })
                .flareText("well.txt", () -> "fine")
                .flareText("throws.txt", () -> {
                    throw new IllegalStateException("no disk");
                })
                .telemetry(() -> {
                    throw new IllegalStateException("no\nmetrics");
                }));
        endpoint.session("one");

        assertThat(sections(endpoint))
                .isEqualTo(Map.of(
                        "well", Map.of("a", "1"),
                        "throws", Map.of("error", "IllegalStateException: no database"),
                        "fails", Map.of("error", "AssertionError")));
        assertThat(flare(endpoint))
                .containsEntry("well.txt", "fine")
                .containsEntry("throws.txt", "this file could not be made: IllegalStateException: no disk\n");
        assertThat(telemetry(endpoint)).isEqualTo("# no metrics: IllegalStateException: no metrics\n");
    }

    @Test
    void keepsOneThreadForASupplierThatHangsAndAnswersWithoutIt() throws IOException {
        var released = new CountDownLatch(1);
        var calls = new AtomicInteger();
        var endpoint = open(RemoteAgent.named("Stuck")
                .status("hangs", () -> {
                    calls.incrementAndGet();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Map.of("late", "yes");
                })
                .status("well", () -> Map.of("a", "1")));
        endpoint.session("one");

        for (int i = 0; i < 3; i++) {
            assertThat(sections(endpoint))
                    .isEqualTo(Map.of("hangs", Map.of("error", "no answer within 2000 ms"), "well", Map.of("a", "1")));
        }
        assertThat(calls).hasValue(1);

        released.countDown();
        await().untilAsserted(() -> assertThat(sections(endpoint)).containsEntry("hangs", Map.of("late", "yes")));
    }

    @Test
    void givesItsFilesNamesThatStayWhereTheyArePutAndCutsThem() throws IOException {
        var endpoint = open(RemoteAgent.named("Large")
                .flareText("../../etc/passwd", () -> "a")
                .flareText("/etc/passwd", () -> "b")
                .flareText("a/b", () -> "c")
                .flareText("a_b", () -> "d")
                .flareText("..", () -> "e")
                .flare("large", () -> new byte[(5 << 20) + 1]));
        endpoint.session("one");

        var files = flare(endpoint);
        assertThat(files).containsOnlyKeys("__.._etc_passwd", "_etc_passwd", "a_b", "2-a_b", "_", "large");
        assertThat(files.get("large")).hasSize(5 << 20).endsWith("[cut here: 5242881 bytes, at most 5242880]\n");
    }

    @Test
    void leavesOutFilesThatNoServerWouldTake() throws IOException {
        var agent = RemoteAgent.named("Huge");
        for (int i = 0; i < 8; i++) {
            agent = agent.flare("file" + i, () -> new byte[5 << 20]);
        }
        var endpoint = open(agent);
        endpoint.session("one");

        var files = flare(endpoint);
        assertThat(files.get("file5")).hasSize(5 << 20);
        assertThat(files.get("file7")).startsWith("this file could not be made: the files before it fill");
    }

    @Test
    void followsItsCredentialsAndAcceptsTheOldOnesForFiveMinutes() throws IOException {
        var endpoint = open(AGENT);
        endpoint.session("one");
        var old = read(credentials);
        var connected = dial(port(endpoint), old.channel());
        assertThat(status(connected, old.token()).getNamedSectionsCount()).isOne();

        credentials.rotate();
        var fresh = read(credentials);
        assertThat(fresh.certificate()).isNotEqualTo(old.certificate());

        assertThat(status(dial(port(endpoint), fresh.channel()), fresh.token()).getNamedSectionsCount())
                .as("new credentials")
                .isOne();
        var trustsBoth = TlsChannelCredentials.newBuilder()
                .trustManager(new ByteArrayInputStream(fresh.certificatePem()))
                .keyManager(new ByteArrayInputStream(old.certificatePem()), new ByteArrayInputStream(old.keyPem()))
                .build();
        assertThat(status(dial(port(endpoint), trustsBoth), old.token()).getNamedSectionsCount())
                .as("the old ones within the overlap, on a handshake with the new certificate")
                .isOne();

        nanos.addAndGet(TimeUnit.MINUTES.toNanos(5) + 1);
        assertRefused(Status.Code.UNAUTHENTICATED, () -> status(connected, old.token()));
        assertRefused(Status.Code.UNAVAILABLE, () -> status(dial(port(endpoint), trustsBoth), fresh.token()));
        assertThat(status(connected, fresh.token()).getNamedSectionsCount()).isOne();
    }

    @Test
    void keepsTheLastGoodCredentialsWhileTheFileIsBroken() throws IOException {
        var endpoint = open(AGENT);
        endpoint.session("one");
        var good = read(credentials);

        Files.writeString(credentials.certificate(), "no certificate");
        assertThat(status(dial(port(endpoint), good.channel()), good.token()).getNamedSectionsCount())
                .isOne();
    }

    @Test
    void doesNotOpenWithoutCredentials() {
        var nowhere = CredentialFiles.in(directory.resolve("nowhere"));
        assertThatThrownBy(() -> AgentEndpoint.open(AGENT, nowhere, "test", nanos::get))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        nowhere.token() + ": missing (expected: a file that the server made when it first started)");
    }

    @Test
    void leavesNoThreadBehind() throws IOException {
        var endpoint = AgentEndpoint.open(AGENT, CredentialFiles.in(credentials.directory()), "gone", nanos::get);
        endpoint.session("one");
        assertThat(status(endpoint).getNamedSectionsCount()).isOne();

        endpoint.close();
        endpoint.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("gone-")));
    }

    private AgentEndpoint open(RemoteAgent agent) throws IOException {
        return closed(AgentEndpoint.open(agent, CredentialFiles.in(credentials.directory()), "test", nanos::get));
    }

    private AgentEndpoint onTheServersHost(RemoteAgent agent) throws IOException {
        return closed(AgentEndpoint.open(agent, CredentialFiles.in(server.credentials()), "test", nanos::get));
    }

    /** Registers as a client does, and leaves when the test ends. */
    private String register(AgentEndpoint endpoint, RemoteAgent agent) throws IOException {
        var dialer = closed(dialer());
        var connection = closed(dialer.dial());
        var session = RemoteAgentGrpc.newBlockingStub(connection.channel())
                .registerRemoteAgent(RegisterRemoteAgentRequest.newBuilder()
                        .setDisplayName(agent.displayName())
                        .setFlavor(agent.flavor())
                        .setApiEndpointUri(endpoint.uri())
                        .addAllServices(endpoint.services())
                        .build())
                .getSessionId();
        endpoint.session(session);
        open.add(() -> {
            var _ = SessionsGrpc.newBlockingStub(connection.channel())
                    .endSession(
                            EndSessionRequest.newBuilder().setSessionId(session).build());
        });
        return session;
    }

    private static Dialer dialer() {
        return new Dialer(Address.of(server.address()), CredentialFiles.in(server.credentials()), "test");
    }

    private <T extends AutoCloseable> T closed(T each) {
        open.add(each);
        return each;
    }

    private ManagedChannel dial(AgentEndpoint endpoint) throws IOException {
        return dial(port(endpoint), read(credentials).channel());
    }

    private ManagedChannel dial(int port, ChannelCredentials shown) {
        var channel = NettyChannelBuilder.forAddress("localhost", port, shown)
                .maxInboundMessageSize(64 << 20)
                .build();
        open.add(channel::shutdownNow);
        return channel;
    }

    private static int port(AgentEndpoint endpoint) {
        return Integer.parseInt(endpoint.uri().substring(endpoint.uri().lastIndexOf(':') + 1));
    }

    private static Credentials read(TestCredentials credentials) throws IOException {
        return Credentials.read(CredentialFiles.in(credentials.directory()));
    }

    private String token() throws IOException {
        return read(credentials).token();
    }

    private static ClientInterceptor bearing(String authorization) {
        var headers = new Metadata();
        headers.put(AUTHORIZATION, authorization);
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    private GetStatusDetailsResponse status(AgentEndpoint endpoint) throws IOException {
        return status(dial(endpoint), token());
    }

    private Map<String, Map<String, String>> sections(AgentEndpoint endpoint) throws IOException {
        var sections = new TreeMap<String, Map<String, String>>();
        status(endpoint).getNamedSectionsMap().forEach((name, section) -> sections.put(name, section.getFieldsMap()));
        return sections;
    }

    private static GetStatusDetailsResponse status(ManagedChannel channel, String token) {
        return StatusProviderGrpc.newBlockingStub(channel)
                .withInterceptors(bearing("Bearer " + token))
                .getStatusDetails(GetStatusDetailsRequest.getDefaultInstance());
    }

    private Map<String, String> flare(AgentEndpoint endpoint) throws IOException {
        var files = new TreeMap<String, String>();
        FlareProviderGrpc.newBlockingStub(dial(endpoint))
                .withInterceptors(bearing("Bearer " + token()))
                .getFlareFiles(GetFlareFilesRequest.getDefaultInstance())
                .getFilesMap()
                .forEach((name, content) -> files.put(name, content.toString(UTF_8)));
        return files;
    }

    private String telemetry(AgentEndpoint endpoint) throws IOException {
        return TelemetryProviderGrpc.newBlockingStub(dial(endpoint))
                .withInterceptors(bearing("Bearer " + token()))
                .getTelemetry(GetTelemetryRequest.getDefaultInstance())
                .getPromText();
    }

    private static void assertRefused(Status.Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode())
                                .as("%s", e.getStatus())
                                .isEqualTo(code));
    }
}
