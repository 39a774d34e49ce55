package io.headwater.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Source;
import io.headwater.server.sources.ConfigResolve;
import io.headwater.server.sources.JsonText;
import io.headwater.server.sources.SchemaFiles;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestServerTest {
    @AutoClose
    private static final TestServer server = TestServer.with("log_level: warn\n");

    @Test
    void servesWhatItsFileSays() {
        assertThat(server.get("log_level")).contains(new Held("warn", "file"));
        assertThat(server.settings()).hasSizeGreaterThan(100).containsEntry("log_level", new Held("warn", "file"));
    }

    @Test
    void setsAndUnsetsAtRunTime() {
        server.set("cmd_port", "5011");
        server.set("cmd_port", "5012", "agent-runtime");
        assertThat(server.get("cmd_port")).contains(new Held(5011L, "cli"));

        server.unset("cmd_port");
        assertThat(server.get("cmd_port")).contains(new Held(5012L, "agent-runtime"));

        server.unset("cmd_port", "agent-runtime");
        assertThat(server.get("cmd_port").orElseThrow().source()).isNotEqualTo("agent-runtime");
    }

    @Test
    void saysWhyItRefusesAValue() {
        assertThatThrownBy(() -> server.set("cmd_port", "many"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("cmd_port");
    }

    @Test
    void readsNothingOfThisMachinesEnvironmentButWhatItIsGiven() {
        try (var told = TestServer.builder()
                .environment(Map.of("DD_LOG_LEVEL", "trace"))
                .start()) {
            assertThat(told.get("log_level")).contains(new Held("trace", "environment-variable"));
        }
    }

    @Test
    void aBrokenFileIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> TestServer.builder()
                        .schema(server.credentials().resolve("nowhere"))
                        .start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void comesBackAtTheSameAddressWithItsFileAndWithoutWhatWasSetAtRunTime() {
        try (var server = TestServer.with("log_level: warn\n")) {
            var address = server.address();
            server.set("log_level", "debug");

            server.stop();
            assertThatThrownBy(server::settings).isInstanceOf(IllegalStateException.class);
            server.restart();

            assertThat(server.address()).isEqualTo(address);
            assertThat(server.get("log_level")).contains(new Held("warn", "file"));
        }
    }

    @Test
    void takesNewCredentialsAndServesOn() throws Exception {
        try (var server = TestServer.start()) {
            var token = Files.readString(server.credentials().resolve("auth_token"));

            server.rotateCredentials();

            assertThat(Files.readString(server.credentials().resolve("auth_token")))
                    .isNotEqualTo(token);
            server.set("log_level", "debug");
            assertThat(server.get("log_level")).contains(new Held("debug", "cli"));
        }
    }

    @Test
    void acceptsTheFormerCredentialsForAWhile(@TempDir Path home) throws Exception {
        try (var server = TestServer.start()) {
            Files.copy(server.credentials().resolve("auth_token"), home.resolve("auth_token"));
            Files.copy(server.credentials().resolve("ipc_cert.pem"), home.resolve("ipc_cert.pem"));
            try (var before = ScriptedAgent.of(server.address(), home)) {
                before.register("open");
                var stream = before.subscribe().awaitSnapshot();

                server.rotateCredentials();

                server.set("log_level", "debug");
                stream.await("log_level", new Held("debug", "cli"));
                assertThat(before.refresh()).isEqualTo(Status.OK);
            }
            try (var after = ScriptedAgent.of(server.address(), server.credentials())) {
                after.register("new");
                assertThat(after.subscribe().awaitSnapshot().held()).isEqualTo(server.settings());
            }
        }
    }

    @Test
    void hasItsFilesToItselfAndTakesThemAlong() {
        var server = TestServer.start();
        assertThat(server.unixSocket()).exists();
        assertThat(server.configFile()).exists();
        var home = server.configFile().getParent();

        server.close();
        server.close();

        assertThat(home).doesNotExist();
    }

    @Test
    void tellsAProcessWhereItIs(@TempDir Path home) throws Exception {
        var file = Files.writeString(home.resolve("datadog.yaml"), server.clientConfig());
        var json = new JsonText();
        var cast = new Cast(json);

        var resolved =
                new ConfigResolve(new SchemaFiles(cast).require(null), cast, json).resolve(List.of(file), Map.of());

        assertThat(resolved.problems()).isEmpty();
        assertThat(resolved.settings())
                .filteredOn(setting -> setting.source() == Source.FILE)
                .extracting(setting -> setting.key() + ": " + JsonText.of(setting.value()))
                .contains(
                        "cmd_port: " + server.address().substring("127.0.0.1:".length()),
                        "auth_token_file_path: \"" + server.credentials().resolve("auth_token") + "\"",
                        "ipc_cert_file_path: \"" + server.credentials().resolve("ipc_cert.pem") + "\"");
    }

    @Test
    void takesNoticeWhenItsFileIsRewritten() throws IOException {
        try (var server = TestServer.start()) {
            Files.writeString(server.configFile(), "log_level: trace\n");

            await().untilAsserted(() -> assertThat(server.get("log_level")).contains(new Held("trace", "file")));
        }
    }

    @Test
    void servesOnItsUnixSocketToo() throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(server.unixSocket()))) {
            assertThat(channel.isConnected()).isTrue();
        }
    }

    @Test
    void showsItsMetrics() {
        assertThat(server.metrics()).contains("configstream_subscribers");
    }

    @Test
    void hasNoAgentsUntilOneRegisters() {
        try (var server = TestServer.start()) {
            assertThat(server.agents()).isEmpty();
            assertThat(server.status()).isEmpty();
            assertThat(server.flare("")).isEmpty();
        }
    }
}
