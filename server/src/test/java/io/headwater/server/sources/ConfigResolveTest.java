package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import io.headwater.server.sources.ConfigResolve.Resolved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigResolveTest {
    @TempDir
    private Path directory;

    @Test
    void saysWhatFilesAndEnvironmentComeTo() throws IOException {
        var first = Files.writeString(directory.resolve("a.yaml"), "log_level: debug\nenv: a\napi_key: abc\n");
        var second = Files.writeString(directory.resolve("b.yaml"), "env: b\nunknown: 1\n");

        var resolution = new ConfigResolve(Settings.SCHEMA, Settings.CAST, new JsonText())
                .resolve(List.of(first, second), Map.of("DD_LOG_LEVEL", "warn"));

        assertThat(resolution.settings())
                .contains(
                        new Resolved("api_key", Value.of("abc"), Source.FILE),
                        new Resolved("env", Value.of("b"), Source.FILE),
                        new Resolved("log_level", Value.of("warn"), Source.ENVIRONMENT_VARIABLE),
                        new Resolved("unknown", Value.of(1L), Source.FILE),
                        new Resolved("cmd_port", Value.of(5001L), Source.DEFAULT))
                .isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()));
        assertThat(resolution.problems()).singleElement().asString().startsWith(second + ":2:1: unknown");
    }
}
