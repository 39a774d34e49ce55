package io.headwater.client.internal.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

class BlockYamlTest {
    private static final Set<String> KEYS = Set.of(
            "cmd_host",
            "cmd_port",
            "vsock_addr",
            "ipc_cert_file_path",
            "use_rar_config_stream",
            "remote_agent.registry.enabled");
    private static final int DOCUMENTS = 30_000;

    @Test
    void readsNestedDottedAndQuotedKeys() {
        assertThat(read("""
                %YAML 1.1
                --- # the agent
                cmd_host: web-1   # not web-2
                'cmd_port' : "5001"
                Remote_Agent:
                  registry.enabled: yes
                vsock_addr: 'it''s'
                ipc_cert_file_path: "C:\\\\etc\\\\\\"x\\""
                ...
                use_rar_config_stream: false
                """))
                .isEqualTo(Map.of(
                        "cmd_host", "web-1",
                        "cmd_port", "5001",
                        "remote_agent.registry.enabled", "yes",
                        "vsock_addr", "it's",
                        "ipc_cert_file_path", "C:\\etc\\\"x\""));
    }

    @Test
    void takesNothingInsideAnotherValueForAKey() {
        assertThat(read("""
                script: |
                  cmd_host: in a text
                list:
                - cmd_host: in a list
                -   cmd_port: 1
                other:
                  cmd_port: in a section
                flow: {cmd_host: "}", a: [
                cmd_host: b]}
                quoted: "a
                cmd_host: still quoted"
                plain: text
                  cmd_host still text
                  'and [ this
                """)).isEmpty();
    }

    @Test
    void findsNothingInAnEmptyDocument() {
        for (var document :
                List.of("", "\n# nothing\n", "---\n", "{}", "\uFEFF# bom", "remote_agent:", "cmd_host: ~", "%")) {
            assertThat(read(document)).as(document).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            cmd_host: &a web-1            | f.yaml:1: cmd_host: &a web-1 (expected: a plain or quoted text on the line of its key)
            cmd_host: [a]                 | f.yaml:1: cmd_host: [a] (expected: a plain or quoted text on the line of its key)
            cmd_host:~  web-1             | f.yaml:2: cmd_host: a value on a line of its own (expected: a plain or quoted text on the line of its key)
            cmd_host: web~  -1            | f.yaml:2: document: a line that is indented too far (expected: a key below the one before it)
            cmd_host: "a~b"               | f.yaml:1: cmd_host: a text over several lines (expected: a plain or quoted text on the line of its key)
            cmd_host: "\\\\x41"           | f.yaml:1: cmd_host: an escape (expected: no escapes but \\\\\\\\ and \\\\"; or single quotes)
            cmd_host: a: b                | f.yaml:1: cmd_host: a: b (expected: quotes around a text with a colon in it)
            cmd_host: a~cmd_host: b       | f.yaml:2: cmd_host: written a second time (expected: every key once)
            cmd_host: "a" b               | f.yaml:1: cmd_host: more on its line (expected: a comment at most)
            remote_agent: {registry: {}}  | f.yaml:1: remote_agent: {registry: {}} (expected: a section, its keys below it)
            remote_agent: off             | f.yaml:1: remote_agent: off (expected: a section, its keys below it)
            remote_agent:~- registry      | f.yaml:2: remote_agent: a value on a line of its own (expected: a section, its keys below it)
            remote_agent:~  <<: *other    | f.yaml:2: remote_agent: not a plain key (expected: lines of the form key: value)
            a: 1~? cmd_host~: b           | f.yaml:2: document: not a plain key (expected: lines of the form key: value)
            a: 1~api_key=secret           | f.yaml:2: document: not a plain key (expected: lines of the form key: value)
            {"cmd_host": "a"}             | f.yaml:1: document: not a plain key (expected: lines of the form key: value)
            - cmd_host: a                 | f.yaml:1: document: not a plain key (expected: lines of the form key: value)
            a: 1~\tcmd_host: b            | f.yaml:2: document: not a plain key (expected: lines of the form key: value)
            ~  a: 1~cmd_host: b           | f.yaml:3: document: a line that is indented too little (expected: the column of the first key)
            x: 1~y: "a~cmd_host: b        | f.yaml:2: document: a text or bracket without an end (expected: a closing ")
            """)
    void saysWhereAKeyIsWrittenInAWayItCannotRead(String document, String message) {
        assertThatThrownBy(() -> read(document.replace('~', '\n').translateEscapes()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message.translateEscapes());
    }

    @Test
    void readsGeneratedDocumentsAsALibraryDoes() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int read = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            read += compare(GeneratedYaml.document(random), seed) ? 1 : 0;
        }
        assertThat(read).as("documents both can read, seed %d", seed).isGreaterThan(DOCUMENTS / 20);
    }

    @Test
    void misreadsNoDamagedDocument() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        int read = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            read += compare(GeneratedYaml.damaged(random), seed) ? 1 : 0;
        }
        assertThat(read).as("documents both can read, seed %d", seed).isGreaterThan(DOCUMENTS / 50);
    }

    @Test
    void readsARealFile() throws IOException {
        var file = Path.of("../acceptance/src/test/resources/datadog.yaml");
        var document = Files.readString(file);

        assertThat(read(document)).isEqualTo(oracle(document).orElseThrow());
        assertThat(read(document + "\ncmd_port: 5009\n")).containsEntry("cmd_port", "5009");
    }

    /** Whether both could read it. */
    private static boolean compare(String document, long seed) {
        Map<String, String> ours;
        try {
            ours = read(document);
        } catch (IllegalArgumentException refused) {
            return false;
        }
        var theirs = oracle(document);
        theirs.ifPresent(
                expected -> assertThat(ours).as("seed %d%n%s", seed, document).isEqualTo(expected));
        return theirs.isPresent();
    }

    private static Map<String, String> read(String document) {
        return BlockYaml.read("f.yaml", document, KEYS).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().text()));
    }

    /** The same by a library; nothing when the document is broken. */
    private static Optional<Map<String, String>> oracle(String document) {
        try {
            var documents = new Compose(LoadSettings.builder().build())
                    .composeAllFromString(document)
                    .iterator();
            var found = new HashMap<String, String>();
            if (documents.hasNext() && documents.next() instanceof MappingNode root) {
                collect("", root, found);
            }
            return Optional.of(found);
        } catch (YamlEngineException | IndexOutOfBoundsException broken) {
            return Optional.empty();
        }
    }

    private static void collect(String section, MappingNode mapping, Map<String, String> found) {
        for (var each : mapping.getValue()) {
            if (each.getKeyNode() instanceof ScalarNode name) {
                var path = section + name.getValue().toLowerCase(Locale.ROOT);
                collect(path, each.getValueNode(), found);
            }
        }
    }

    private static void collect(String path, Node value, Map<String, String> found) {
        if (value instanceof MappingNode nested) {
            collect(path + ".", nested, found);
        } else if (KEYS.contains(path) && value instanceof ScalarNode scalar && !isNull(scalar)) {
            found.put(path, scalar.getValue());
        }
    }

    private static boolean isNull(ScalarNode scalar) {
        return scalar.getScalarStyle() == ScalarStyle.PLAIN
                && Set.of("", "~", "null", "Null", "NULL").contains(scalar.getValue());
    }
}
