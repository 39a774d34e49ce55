package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {
    private static final String CONSUMER = "DD_REMOTE_AGENT_CONFIGSTREAM_CONSUMER_ENABLED";
    private static final String IPC = "DD_REMOTE_AGENT_CORE_AGENT_IPC_ENABLED";

    @TempDir
    Path directory;

    @Test
    void isOnAndGoesToThePortOfTheAgentWhenNobodySaysAnything() {
        var bootstrap = Bootstrap.read(Map.of(), List.of(directory.resolve("datadog.yaml")));

        assertThat(bootstrap.enabled()).isTrue();
        assertThat(bootstrap.reason()).isEqualTo("remote_agent.configstream.consumer.enabled: true (default)");
        assertThat(bootstrap.server()).isEqualTo(new Address.Tcp("localhost", 5001));
        assertThat(bootstrap.credentials()).isEqualTo(CredentialFiles.in(directory));
        assertThat(Bootstrap.read(Map.of(), List.of()).credentials()).isEqualTo(CredentialFiles.in(Path.of("")));
    }

    /** A dash is nothing said. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # ipc: env | yaml | consumer: env | documents' env | yaml | documents' yaml | what holds
              -     | -     | -     | -     | -     | -     | true
              -     | -     | -     | -     | false | -     | false
              -     | -     | -     | -     | true  | -     | true
              -     | -     | true  | -     | false | -     | true
              -     | -     | false | -     | true  | -     | false
              -     | -     | -     | false | true  | -     | false
              -     | -     | true  | false | -     | -     | true
              -     | -     | false | true  | -     | -     | false
              -     | -     | -     | -     | -     | false | false
              -     | -     | -     | -     | true  | false | true
              -     | -     | -     | true  | -     | false | true
              false | -     | true  | -     | true  | -     | false
              -     | false | true  | -     | true  | -     | false
              true  | false | -     | -     | -     | -     | true
              false | true  | -     | -     | -     | -     | false
              true  | -     | false | -     | -     | -     | false
              -     | true  | -     | -     | false | -     | false
              F     | -     | -     | -     | -     | -     | false
              -     | no    | -     | -     | -     | -     | false
              -     | -     | 0     | -     | yes   | -     | false
            """)
    void isEnabledByTheEnvironmentThenTheFileAndNeverWithoutTheConnection(
            String ipc, String ipcYaml, String env, String oldEnv, String yaml, String oldYaml, boolean enabled)
            throws IOException {
        var environment = new HashMap<String, String>();
        put(environment, IPC, ipc);
        put(environment, CONSUMER, env);
        put(environment, "DD_USE_RAR_CONFIG_STREAM", oldEnv);
        var file = file(said("remote_agent.core_agent_ipc.enabled", ipcYaml)
                + said("remote_agent.configstream.consumer.enabled", yaml)
                + said("use_rar_config_stream", oldYaml));

        assertThat(Bootstrap.read(environment, List.of(file)).enabled()).isEqualTo(enabled);
    }

    @Test
    void saysWhichKeyDecided() throws IOException {
        var file = file("""
                remote_agent:
                  configstream:
                    consumer:
                      enabled: off
                """);

        assertThat(Bootstrap.read(Map.of(), List.of(file)).reason())
                .isEqualTo("remote_agent.configstream.consumer.enabled: false (" + file + ":4)");
        assertThat(Bootstrap.read(Map.of(CONSUMER, "1"), List.of(file)).reason())
                .isEqualTo(CONSUMER + ": true");
        assertThat(Bootstrap.read(Map.of(IPC, "false", CONSUMER, "1"), List.of(file))
                        .reason())
                .isEqualTo(IPC + ": false");
    }

    @ParameterizedTest
    @CsvSource({IPC, CONSUMER, "DD_USE_RAR_CONFIG_STREAM"})
    void refusesASwitchThatIsNoBoolean(String variable) {
        assertRefused(Map.of(variable, "yes"), "", variable + ": yes (expected: true or false)");
        assertThat(Bootstrap.read(Map.of(variable, ""), List.of()).enabled()).isTrue();
    }

    @Test
    void looksAtNothingElseOnceItIsOff() throws IOException {
        var broken = file("cmd_port: [");

        assertThat(Bootstrap.read(Map.of(IPC, "false", "DD_CMD_PORT", "x"), List.of(broken))
                        .enabled())
                .isFalse();
        assertThat(Bootstrap.read(Map.of("DD_CMD_PORT", "x"), List.of(file("use_rar_config_stream: false")))
                        .enabled())
                .isFalse();
    }

    @Test
    void takesTheBootstrapSettingsFromTheFileBeforeTheEnvironment() throws IOException {
        var environment = Map.of(
                "DD_CMD_HOST", "from-env",
                "DD_CMD_PORT", "1",
                "DD_AUTH_TOKEN_FILE_PATH", "/env/token",
                "DD_IPC_CERT_FILE_PATH", "/env/cert.pem",
                "HOME", "/root");
        var file = file("""
                cmd_host: from-file
                cmd_port: "5009"
                auth_token_file_path: /file/token
                ipc_cert_file_path: /file/cert.pem
                """);

        var both = Bootstrap.read(environment, List.of(file));
        assertThat(both.server()).isEqualTo(new Address.Tcp("from-file", 5009));
        assertThat(both.credentials())
                .isEqualTo(new CredentialFiles(Path.of("/file/token"), Path.of("/file/cert.pem")));
        assertThat(both.environment()).containsEntry("DD_CMD_HOST", "from-env").doesNotContainKey("HOME");

        var fromEnvironment = Bootstrap.read(environment, List.of(directory.resolve("none.yaml")));
        assertThat(fromEnvironment.server()).isEqualTo(new Address.Tcp("from-env", 1));
        assertThat(fromEnvironment.credentials())
                .isEqualTo(new CredentialFiles(Path.of("/env/token"), Path.of("/env/cert.pem")));
    }

    @Test
    void looksForTheCertificateBesideTheTokenWhenOnlyThatIsSaid() throws IOException {
        assertThat(Bootstrap.read(Map.of(), List.of(file("auth_token_file_path: /run/agent/token\n")))
                        .credentials())
                .isEqualTo(new CredentialFiles(Path.of("/run/agent/token"), Path.of("/run/agent/ipc_cert.pem")));
        assertThat(Bootstrap.read(Map.of(), List.of(file("ipc_cert_file_path: /run/agent/cert\n")))
                        .credentials())
                .isEqualTo(new CredentialFiles(directory.resolve("auth_token"), Path.of("/run/agent/cert")));
        assertThat(Bootstrap.read(Map.of(), List.of(file("auth_token_file_path: ''\n")))
                        .credentials())
                .isEqualTo(CredentialFiles.in(directory));
    }

    @Test
    void readsTheFirstFileThatIsThereAndFindsItInADirectory() throws IOException {
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(directory.resolve("conf/datadog.yaml"), "cmd_port: 1");
        var other = Files.writeString(directory.resolve("other.yml"), "cmd_port: 2");
        var missing = directory.resolve("missing.yaml");

        assertThat(port(missing, directory.resolve("conf"), other)).isEqualTo(1);
        assertThat(port(missing, other, directory.resolve("conf"))).isEqualTo(2);
        assertThat(port(missing, directory.resolve("nowhere"))).isEqualTo(5001);
        assertThat(Bootstrap.read(Map.of(), List.of(missing, directory.resolve("nowhere")))
                        .credentials())
                .isEqualTo(CredentialFiles.in(directory.resolve("nowhere")));
    }

    @Test
    void takesAHostWithASlashForAUnixSocket() throws IOException {
        assertThat(Bootstrap.read(Map.of("DD_CMD_HOST", "/run/agent.sock"), List.of())
                        .server())
                .isEqualTo(new Address.Unix(Path.of("/run/agent.sock")));
        assertThat(Bootstrap.read(Map.of(), List.of(file("cmd_host: unix:///run/agent.sock")))
                        .server())
                .isEqualTo(new Address.Unix(Path.of("/run/agent.sock")));
        assertThat(Bootstrap.read(Map.of("DD_CMD_HOST", "::1"), List.of()).server())
                .isEqualTo(new Address.Tcp("::1", 5001));
    }

    @Test
    void refusesToRunWithoutTheRegistry() throws IOException {
        var message = " (expected: true, as there is no stream without the registry; to do without both set "
                + "remote_agent.configstream.consumer.enabled: false)";
        var file = directory.resolve("datadog.yaml");

        assertRefused(
                Map.of(),
                "remote_agent:\n  registry:\n    enabled: false",
                file + ":3: remote_agent.registry.enabled: false" + message);
        assertRefused(
                Map.of(),
                "remote_agent_registry.enabled: false",
                file + ":1: remote_agent_registry.enabled: false" + message);
        assertRefused(
                Map.of("DD_REMOTE_AGENT_REGISTRY_ENABLED", "false"),
                "",
                "DD_REMOTE_AGENT_REGISTRY_ENABLED: false" + message);
        assertThat(Bootstrap.read(
                                Map.of("DD_REMOTE_AGENT_REGISTRY_ENABLED", "false"),
                                List.of(file(
                                        "remote_agent.registry.enabled: true\nremote_agent_registry.enabled: false")))
                        .enabled())
                .isTrue();
    }

    @Test
    void refusesValuesThatAreNotWhatTheirKeysTake() {
        var file = directory.resolve("datadog.yaml");

        for (var port : List.of("0", "65536", "http", "-1", "5001.0", "99999999999")) {
            assertRefused(
                    Map.of(), "cmd_port: " + port, file + ":1: cmd_port: " + port + " (expected: a port, 1 to 65535)");
        }
        assertRefused(Map.of("DD_CMD_PORT", "x"), "", "DD_CMD_PORT: x (expected: a port, 1 to 65535)");
        assertRefused(
                Map.of(),
                "cmd_host: web 1",
                file + ":1: cmd_host: web 1 (expected: a host, an IP address, or the path of a Unix socket)");
        assertRefused(
                Map.of("DD_VSOCK_ADDR", "host"),
                "",
                "DD_VSOCK_ADDR: host (expected: nothing, as this library does not speak vsock; "
                        + "set cmd_host to a host or to the path of a Unix socket)");
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws IOException {
        var file = directory.resolve("datadog.yaml");
        assertRefused(
                Map.of(),
                "a: 1\ncmd_port: |\n  5001",
                file + ":2: cmd_port: | (expected: a plain or quoted text on the line of its key)");

        Files.write(file, new byte[] {'a', ':', (byte) 0xFF});
        assertThatThrownBy(() -> Bootstrap.read(Map.of(), List.of(file)))
                .hasMessage(file + ": other characters (expected: UTF-8)");
        Files.write(file, new byte[(8 << 20) + 1]);
        assertThatThrownBy(() -> Bootstrap.read(Map.of(), List.of(file)))
                .hasMessage(file + ": 8388609 bytes (expected: at most 8388608)");
    }

    @Test
    void showsNothingOfTheEnvironmentInItsText() {
        assertThat(Bootstrap.read(Map.of("DD_API_KEY", "0123456789abcdef"), List.of()))
                .asString()
                .contains("localhost:5001")
                .doesNotContain("0123456789abcdef");
    }

    private void assertRefused(Map<String, String> environment, String yaml, String message) {
        assertThatThrownBy(() -> Bootstrap.read(environment, List.of(file(yaml))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static int port(Path... files) {
        return ((Address.Tcp) Bootstrap.read(Map.of(), List.of(files)).server()).port();
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("datadog.yaml"), yaml);
    }

    private static String said(String key, String value) {
        return value.equals("-") ? "" : key + ": " + value + "\n";
    }

    private static void put(Map<String, String> environment, String name, String value) {
        if (!value.equals("-")) {
            environment.put(name, value);
        }
    }
}
