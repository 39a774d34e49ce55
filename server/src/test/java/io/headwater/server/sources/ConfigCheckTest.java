package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCheckTest {
    @TempDir
    private Path directory;

    private final ConfigCheck check = new ConfigCheck(Settings.SCHEMA, Settings.CAST);

    @Test
    void findsEveryErrorInTheOrderOfTheLines() throws IOException {
        var file = write("bad.yaml", """
                log_levle: debug
                log_file_max_rolls: many
                apm_config:
                  enabled: maybe
                  env: x
                  env: y
                logs_config: 5
                remote_agent.registry.idle_timeout: 90s
                """);

        var report = check.check(List.of(file));

        assertThat(report.isClean()).isFalse();
        assertThat(report.errors())
                .extracting(Problem::toString)
                .containsExactly(
                        file + ":1:1: log_levle (expected: a declared setting); did you mean log_level?",
                        file + ":2:1: log_file_max_rolls: many (expected: a whole number)",
                        file + ":4:3: apm_config.enabled: maybe (expected: true or false)",
                        file + ":6:3: env (expected: every key once); the last one counts",
                        file + ":7:1: logs_config (expected: a mapping: it groups settings)");
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void eachFileStandsForItself() throws IOException {
        var good = write("good.yaml", "log_level: debug\nenv: x\n");
        var broken = write("broken.yaml", "a: [\n");

        var report = check.check(List.of(good, broken, directory.resolve("none.yaml")));

        assertThat(report.files()).isEqualTo(3);
        assertThat(report.settings()).isEqualTo(2);
        assertThat(report.errors())
                .extracting(problem -> problem.place().toString())
                .containsExactly(broken + ":2:1", directory.resolve("none.yaml") + ":1:1");
        assertThat(check.check(List.of(good)).isClean()).isTrue();
    }

    @Test
    void aSensitiveValueIsNotShown() throws IOException {
        var report = check.check(List.of(write("secret.yaml", "cluster_agent.auth_token: [abcdef]\n")));

        assertThat(report.errors())
                .singleElement()
                .asString()
                .contains("cluster_agent.auth_token: ********")
                .doesNotContain("abcdef");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
