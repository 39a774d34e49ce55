package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SecretBackendTest {
    @TempDir
    private Path directory;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final SecretBackend backend = new SecretBackend(new JsonText(), executor);

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @Test
    void asksForTheHandlesAndTakesTheirValues() throws IOException {
        var command = command("""
                cat > "$(dirname "$0")/request"
                echo '{"a":{"value":"one","error":null},"b":{"value":"two"}}'
                """);

        var resolved = backend.resolve(options(command), Set.of("b", "a"));

        assertThat(resolved.values()).isEqualTo(Map.of("a", "one", "b", "two"));
        assertThat(resolved.failures()).isEmpty();
        assertThat(directory.resolve("request")).hasContent("{\"version\":\"1.0\",\"secrets\":[\"a\",\"b\"]}");
    }

    @Test
    void saysWhichHandlesFailedAndNothingThatTheCommandSaid() throws IOException {
        var command = command("""
                cat > /dev/null
                echo 'leak-on-stderr' >&2
                echo '{"a":{"value":null,"error":"leak-in-error"},"b":{"value":""},"c":{"value":"ok"}}'
                """);

        var resolved = backend.resolve(options(command), Set.of("a", "b", "c", "d"));

        assertThat(resolved.values()).isEqualTo(Map.of("c", "ok"));
        assertThat(resolved.failures())
                .isEqualTo(Map.of(
                        "a", "the command reported an error for it",
                        "b", "the command gave an empty value",
                        "d", "the command did not answer for it"));
        assertThat(resolved).asString().doesNotContain("leak", "ok");
    }

    @Test
    void aCommandThatHangsIsEnded() throws IOException {
        var command = command("sleep 300 & echo $! > \"$(dirname \"$0\")/child\"; wait\n");
        var options = new SecretOptions(command, List.of(), Duration.ofSeconds(1), 1_000, false, false, false);

        assertThat(backend.resolve(options, Set.of("a")).failures())
                .containsEntry("a", "the command did not end within 1 s");
    }

    @Test
    void outputIsBounded() throws IOException {
        var command = command("cat > /dev/null; while :; do echo 0123456789; done\n");

        assertThat(backend.resolve(options(command), Set.of("a")).failures())
                .containsEntry("a", "the command wrote more than 1000 bytes");
    }

    @Test
    void aCommandThatFailsOrTalksNonsenseResolvesNothing() throws IOException {
        assertThat(backend.resolve(options(command("exit 3\n")), Set.of("a")).failures())
                .containsEntry("a", "the command ended with exit code 3");
        assertThat(backend.resolve(options(command("echo hello\n")), Set.of("a"))
                        .failures())
                .containsEntry("a", "the command's output is not a JSON object");
    }

    @Test
    void aCommandThatOthersMayReadIsNotRun() throws IOException {
        var command = command("echo '{\"a\":{\"value\":\"x\"}}'\n");
        Files.setPosixFilePermissions(Path.of(command), PosixFilePermissions.fromString("rwxr-x---"));

        assertThat(backend.resolve(options(command), Set.of("a")).failures())
                .containsEntry("a", "the group has rights on secret_backend_command; run chmod g-rwx on it");
        var forGroup = new SecretOptions(command, List.of(), Duration.ofSeconds(20), 1_000, false, true, false);
        assertThat(backend.resolve(forGroup, Set.of("a")).values()).containsEntry("a", "x");
    }

    @Test
    void withoutACommandNothingIsResolved() {
        assertThat(backend.resolve(options(""), Set.of("a")).failures())
                .containsEntry("a", "secret_backend_command is not set");
        assertThat(backend.resolve(options("/nowhere/command"), Set.of("a")).failures())
                .containsEntry("a", "secret_backend_command is not an executable file");
    }

    @Test
    void theLineBreakAtTheEndMayBeDropped() throws IOException {
        var command = command("cat > /dev/null; printf '%s' '{\"a\":{\"value\":\"x\\r\\n\"}}'\n");
        var dropping = new SecretOptions(command, List.of(), Duration.ofSeconds(20), 1_000, true, false, false);

        assertThat(backend.resolve(options(command), Set.of("a")).values()).containsEntry("a", "x\r\n");
        assertThat(backend.resolve(dropping, Set.of("a")).values()).containsEntry("a", "x");
    }

    private static SecretOptions options(String command) {
        return new SecretOptions(command, List.of(), Duration.ofSeconds(20), 1_000, false, false, false);
    }

    private String command(String script) throws IOException {
        return Scripts.write(directory.resolve("command"), script);
    }
}
