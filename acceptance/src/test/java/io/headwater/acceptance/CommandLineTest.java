package io.headwater.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Value;
import io.headwater.server.sources.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each verb as a process of its own, against a server that serves a real host's configuration. */
final class CommandLineTest {
    @TempDir
    private Path directory;

    private Path file;
    private Path data;
    private ServerProcess server;

    @BeforeEach
    void serve() throws IOException {
        data = directory.resolve("data");
        file = directory.resolve("datadog.yaml");
        try (var sample = CommandLineTest.class.getResourceAsStream("/datadog.yaml")) {
            Files.write(file, sample.readAllBytes());
        }
        server = ServerProcess.start(data, "-c", file.toString(), "--agents", "127.0.0.1:0");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aSettingIsSetExplainedAndUnset() throws Exception {
        assertThat(headwater("config", "get", "log_level")).isEqualTo(new Ran(0, "info\n"));
        assertThat(headwater("config", "set", "log_level", "debug").out())
                .startsWith("log_level: debug (cli), revision ");
        assertThat(headwater("config", "explain", "log_level").out())
                .containsSubsequence("cli", "debug", "file", "info", "default", "info");
        assertThat(headwater("config", "unset", "log_level").out())
                .startsWith("log_level: falls back to info (file), revision ");
        assertThat(headwater("config", "get", "log_levl").code()).isEqualTo(1);
        assertThat(headwater("config", "set", "forwarder_timeout", "soon").code())
                .isEqualTo(1);
    }

    @Test
    void theListIsWhatARealAgentMakesOfTheFile() throws Exception {
        assertAsExpected(headwater("config", "list", "--output", "json"));
        assertAsExpected(run(List.of("config", "resolve", "-c", file.toString(), "--output", "json")));
    }

    @Test
    void theTestClientPassesTheStream() throws Exception {
        var stream = run(List.of(
                "stream",
                "--ipc-address",
                server.agents().getFirst().toString(),
                "--ipc-cert",
                data.resolve("ipc_cert.pem").toString(),
                "--duration",
                "1s"));

        assertThat(stream.out())
                .contains("snapshot from datadog.yaml")
                .contains("passed: snapshot first, sequence in order");
        assertThat(stream.code()).isZero();
    }

    @Test
    void aFileIsCheckedWithoutAServer() throws Exception {
        assertThat(run(List.of("config", "check", file.toString())).code()).isZero();

        Files.writeString(file, "log_levl: debug\nforwarder_timeout: [1]\n");
        var checked = run(List.of("config", "check", file.toString()));

        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out())
                .contains(file + ":1:1: log_levl (expected: a declared setting); did you mean log_level?")
                .contains(file + ":2:1: forwarder_timeout: [1] (expected: a whole number)");
    }

    @Test
    void aStoppedServerIsSaidToBeOutOfReach() throws Exception {
        server.terminate();

        assertThat(headwater("agents").code()).isEqualTo(3);
    }

    @Test
    void wrongCredentialsAreRefused() throws Exception {
        var other = Files.createDirectory(directory.resolve("other"));
        Files.copy(data.resolve("ipc_cert.pem"), other.resolve("ipc_cert.pem"));
        Files.writeString(other.resolve("auth_token"), "0".repeat(64));

        var ran = run(List.of("agents", "--server", server.agents().getFirst().toString(), "--data", other.toString()));

        assertThat(ran.code()).isEqualTo(4);
    }

    private static void assertAsExpected(Ran ran) throws IOException {
        assertThat(ran.code()).isZero();
        var json = new JsonText();
        var listed = new TreeMap<String, Value>();
        for (var setting : ((Value.Items) json.read(ran.out()).orElseThrow()).values()) {
            var fields = new TreeMap<>(((Value.Mapping) setting).fields());
            var key = String.valueOf(fields.remove("key"));
            if (!Value.of("default").equals(fields.get("source"))) {
                listed.put(key, plain(new Value.Mapping(fields)));
            }
        }
        Value.Mapping expected;
        try (var sample = CommandLineTest.class.getResourceAsStream("/datadog.expected.json")) {
            var text = new String(sample.readAllBytes(), StandardCharsets.UTF_8);
            expected = (Value.Mapping) plain(json.read(text).orElseThrow());
        }
        assertThat(listed).isEqualTo(expected.fields()).isNotEmpty();
    }

    /** In JSON 1 and 1.0 are one number. */
    private static Value plain(Value value) {
        return switch (value) {
            case Value.Real(var real) when real == Math.rint(real) -> Value.of((long) real);
            case Value.Items(var items) ->
                new Value.Items(items.stream().map(CommandLineTest::plain).toList());
            case Value.Mapping(var fields) -> {
                var plain = new TreeMap<String, Value>();
                fields.forEach((key, field) -> plain.put(key, plain(field)));
                yield new Value.Mapping(plain);
            }
            case Value.Nothing _, Value.Bool _, Value.Whole _, Value.Real _, Value.Text _ -> value;
        };
    }

    private Ran headwater(String... verb) throws Exception {
        var args = new ArrayList<>(List.of(verb));
        args.addAll(List.of("--server", server.agents().getFirst().toString(), "--data", data.toString()));
        return run(args);
    }

    private static Ran run(List<String> args) throws Exception {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.headwater.launcher.Headwater"));
        command.addAll(args);
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), out);
    }

    private record Ran(int code, String out) {}
}
