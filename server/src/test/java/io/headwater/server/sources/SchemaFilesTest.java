package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Declaration;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Type;
import io.headwater.core.settings.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaFilesTest {
    @TempDir
    private Path directory;

    @Test
    void theBuiltInSchemaDeclaresTheSettingsOfBothItsRoots() {
        var keys = Settings.SCHEMA.declarations().stream().map(Declaration::key).toList();

        assertThat(keys)
                .hasSizeGreaterThan(2_100)
                .contains("gui_port", "system_probe_config.enabled", "apm_config.enabled");
        assertThat(Settings.SCHEMA.isSection("apm_config.obfuscation")).isTrue();
        assertThat(Settings.SCHEMA.find("api_key")).get().matches(Declaration::sensitive);
        assertThat(Settings.SCHEMA.nearest("apm_config.enabeld")).contains("apm_config.enabled");
    }

    @Test
    void readsADirectoryWithASectionInAFileOfItsOwn() throws IOException {
        write("root.yaml", """
                properties:
                  Level:
                    node_type: leaf
                    type: string
                    default: ${log_path}/x
                    enum: [a, /var/log/datadog/x]
                    renamed_from: Old_level
                    env_vars: [DD_LVL, DD_LEVEL]
                    sensitive: true
                  wait:
                    node_type: setting
                    type: string
                    format: duration
                    platform_default: {linux: 1m30s, other: 0s}
                    minimum: 0
                  section:
                    $ref: section.yaml
                """);
        write("section.yaml", """
                node_type: section
                properties:
                  names:
                    node_type: setting
                    type: array
                    items: {type: string}
                    default: []
                    env_parser: comma_separated
                """);

        var read = new SchemaFiles(Settings.CAST).in(directory);

        assertThat(read.problems()).isEmpty();
        var level = read.schema().find("level").orElseThrow();
        assertThat(level.byDefault()).isEqualTo(Value.of("/var/log/datadog/x"));
        assertThat(level.variables()).containsExactly("DD_LVL", "DD_LEVEL");
        assertThat(level.formerNames()).containsExactly("old_level");
        assertThat(level.sensitive()).isTrue();
        assertThat(level.rules()).singleElement().matches(rule -> !rule.allows(Value.of("b")));
        assertThat(read.schema().find("wait").orElseThrow().byDefault()).isEqualTo(Value.of(90_000_000_000L));
        assertThat(read.schema().find("section.names").orElseThrow().type()).isEqualTo(Type.STRINGS);
        assertThat(read.schema().find("section.names").orElseThrow().variables())
                .isEqualTo(List.of("DD_SECTION_NAMES"));
    }

    @Test
    void whatIsWrongIsSaidWithItsPlace() throws IOException {
        write("root.yaml", """
                properties:
                  a:
                    node_type: setting
                    type: integer
                    default: many
                  b:
                    $ref: ../outside.yaml
                  c:
                    node_type: thing
                  d:
                    $ref: missing.yaml
                  e:
                    node_type: setting
                    type: string
                    default: x
                    pattern: "["
                """);

        var read = new SchemaFiles(Settings.CAST).in(directory);

        assertThat(read.problems())
                .extracting(Problem::toString)
                .map(text -> text.substring(directory.toString().length() + 1))
                .containsExactly(
                        "root.yaml:3:5: a: default: many (expected: a whole number)",
                        "root.yaml:7:5: b: $ref: ../outside.yaml (expected: another schema file beside this one)",
                        "root.yaml:9:5: c: node_type: thing (expected: section or setting)",
                        "root.yaml:11:5: missing.yaml (expected: a schema file that can be read)",
                        "root.yaml:13:5: e: pattern: [ (expected: a regular expression)");
    }

    @Test
    void filesThatReferToEachOtherInACircleEnd() throws IOException {
        write("root.yaml", "properties:\n  a: {$ref: b.yaml}\n");
        write("b.yaml", "node_type: section\nproperties:\n  c: {$ref: b.yaml}\n");

        assertThat(new SchemaFiles(Settings.CAST).in(directory).problems()).hasSize(1);
    }

    @Test
    void aDirectoryWithoutASchemaIsAProblem() {
        assertThat(new SchemaFiles(Settings.CAST).in(directory).problems()).hasSize(1);
        assertThat(new SchemaFiles(Settings.CAST).in(directory.resolve("none")).problems())
                .hasSize(1);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
