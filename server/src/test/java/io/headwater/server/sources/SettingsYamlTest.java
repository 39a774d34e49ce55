package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.headwater.core.settings.Given;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Problem.Kind;
import io.headwater.core.settings.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsYamlTest {
    private final SettingsYaml yaml = new SettingsYaml(Settings.SCHEMA);

    @Test
    void everyValueKnowsItsLineAndColumn() {
        var read =
                read("# first\nlog_level: debug\napm_config:\n  env: x\n  obfuscation: {memcached: {enabled: no}}\n");

        assertThat(read.entries())
                .isEqualTo(Map.of(
                        "log_level", given("debug", 2, 1),
                        "apm_config.env", given("x", 4, 3),
                        "apm_config.obfuscation.memcached.enabled",
                                new Given(Value.of(false), new Place.InFile("f.yaml", 5, 29))));
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void dottedKeysAreSectionsAndMappingsKeepTheirDots() {
        var read = read("""
                apm_config.env: x
                logs_config:
                  auto_multi_line.enabled: on
                docker_labels_as_tags: {a.b: c}
                additional_endpoints.https://app.datadoghq.com: [k]
                """);

        assertThat(value(read, "apm_config.env")).isEqualTo(Value.of("x"));
        assertThat(value(read, "logs_config.auto_multi_line.enabled")).isEqualTo(Value.of(true));
        assertThat(value(read, "docker_labels_as_tags")).isEqualTo(new Value.Mapping(Map.of("a.b", Value.of("c"))));
        assertThat(value(read, "additional_endpoints"))
                .isEqualTo(new Value.Mapping(Map.of("https://app.datadoghq.com", Value.of(List.of("k")))));
    }

    @Test
    void unknownSectionsAreTakenApart() {
        var read = read("a:\n  B:\n    c: 1\n  d: [x]\n  e: null\n");

        assertThat(read.entries()).containsOnlyKeys("a.b.c", "a.d");
    }

    @Test
    void aDuplicateKeyIsAnErrorAndTheLastOneCounts() {
        var read = read("log_level: info\nlog_level: debug\n");

        assertThat(value(read, "log_level")).isEqualTo(Value.of("debug"));
        assertThat(read.problems())
                .singleElement()
                .hasToString("f.yaml:2:1: log_level (expected: every key once); the last one counts");
    }

    @Test
    void spellingsOfOneKeyAreDuplicatesToo() {
        var read = read("apm_config:\n  env: a\nAPM_config.env: b\n");

        assertThat(value(read, "apm_config.env")).isEqualTo(Value.of("b"));
        assertThat(read.problems()).extracting(Problem::kind).containsExactly(Kind.DUPLICATE_KEY);
    }

    @Test
    void aSectionThatIsNoMappingIsRefusedAloneAndTheRestCounts() {
        var read = read("apm_config: true\nlogs_config: [a]\nprocess_config:\nlog_level: debug\n");

        assertThat(read.isBroken()).isFalse();
        assertThat(read.entries()).containsOnlyKeys("log_level");
        assertThat(read.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "f.yaml:1:1: apm_config (expected: a mapping: it groups settings)",
                        "f.yaml:2:1: logs_config (expected: a mapping: it groups settings)");
    }

    @Test
    void anchorsAndMergesAreFollowed() {
        var read = read("""
                base: &base {env: x, enabled: true}
                apm_config:
                  enabled: false
                  <<: *base
                tags: &tags [a, b]
                extra_tags: *tags
                """);

        assertThat(value(read, "apm_config.env")).isEqualTo(Value.of("x"));
        assertThat(value(read, "apm_config.enabled")).isEqualTo(Value.of(false));
        assertThat(value(read, "extra_tags")).isEqualTo(Value.of(List.of("a", "b")));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey() {
        assertThat(read("\uFEFFlog_level: debug\r\nenv: x\r\n").entries()).containsOnlyKeys("log_level", "env");
        var utf16 = yaml.read("f.yaml", "\uFEFFlog_level: debug\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(utf16.entries()).containsOnlyKeys("log_level");
    }

    @Test
    void scalarsAreThoseOfTheAgent() {
        var read = read("""
                a: [y, 017, 08, 0b11, 1e3, 1_0.5, .5, -.inf, 2024-01-01, "5", 1:30, ~, 0xZ, 99999999999999999999]
                """);

        assertThat(value(read, "a"))
                .isEqualTo(new Value.Items(List.of(
                        Value.of(true),
                        Value.of(15L),
                        Value.of(8.0),
                        Value.of(3L),
                        Value.of(1000.0),
                        Value.of(10.5),
                        Value.of(0.5),
                        Value.of(Double.NEGATIVE_INFINITY),
                        Value.of("2024-01-01"),
                        Value.of("5"),
                        Value.of("1:30"),
                        Value.NOTHING,
                        Value.of("0xZ"),
                        Value.of(1e20))));
    }

    @Test
    void tagsDecide() {
        var read = read("a: [!!str 5, !!int '5', !!float 5, !custom yes, !!binary aGk=]\n");

        assertThat(value(read, "a"))
                .isEqualTo(new Value.Items(
                        List.of(Value.of("5"), Value.of(5L), Value.of(5.0), Value.of("yes"), Value.of("hi"))));
        assertThat(read("a: !!int x\n").isBroken()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [1\n",
                "\t- bad\n",
                "just text\n",
                "[]\n",
                "? [a]\n: b\n",
                "a: *nowhere\n",
                "a: &a [*a]\n",
                "a: b: c\n",
                "<<: 5\n",
                "a: \"\\x\"\n",
                "%YAML 9.9\n---\na: 1\n",
                "a: \0\n",
                "a: !<\n",
                "{a: 1}}\n"
            })
    void aBrokenDocumentIsAProblemWithItsPlace(String text) {
        var read = read(text);

        assertThat(read.isBroken()).isTrue();
        assertThat(read.entries()).isEmpty();
        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Kind.BROKEN_DOCUMENT);
            assertThat(problem.place()).isInstanceOf(Place.InFile.class);
        });
    }

    @Test
    void aSecondDocumentIsNotReadAndNotPassedOverInSilence() {
        var read = read("log_level: debug\n---\nenv: x\n");

        assertThat(read.entries()).containsOnlyKeys("log_level");
        assertThat(read.problems())
                .singleElement()
                .hasToString("f.yaml:2:1: another document (expected: one document); nothing is read from here on");
    }

    @Test
    void charactersThatAreNoUtf8AreAProblem() {
        assertThat(yaml.read("f.yaml", new byte[] {'a', ':', ' ', (byte) 0xC3, (byte) 0x28})
                        .isBroken())
                .isTrue();
    }

    @Test
    void aliasesThatUnfoldToBillionsAreRefused() {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }

        var read = read(text.toString());

        assertThat(read.isBroken()).isTrue();
        assertThat(read.problems()).singleElement().asString().contains("aliases written out");
    }

    @Test
    void nestingIsBounded() {
        assertThat(read("a: " + "[".repeat(100_000)).isBroken()).isTrue();
        assertThat(read("a: " + "{b: ".repeat(100_000)).isBroken()).isTrue();
        assertThat(read("a: " + "[".repeat(28) + "]".repeat(28)).isBroken()).isFalse();
    }

    @Test
    void sizeIsBounded() {
        var read = yaml.read("f.yaml", new byte[9 << 20]);

        assertThat(read.problems()).singleElement().asString().contains("9437184 bytes", "at most 8388608");
    }

    @Test
    void manyDotsInAKeyAreHarmless() {
        assertThatCode(() -> read("a" + ".a".repeat(500) + ": 1\n")).doesNotThrowAnyException();
        assertThatCode(() -> read("? " + "a.".repeat(100_000) + "a\n: 1\n")).doesNotThrowAnyException();
    }

    @Test
    void anEscapeWithoutItsDigitsIsAnErrorWhereItStands() {
        var read = read("a: 1\nb: \"\\x  \"\n");

        assertThat(read.isBroken()).isTrue();
        assertThat(read.problems()).singleElement().asString().startsWith("f.yaml:2:");
    }

    @Test
    void noInputMakesItThrow() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var alphabet = "ab:-?[]{}&*!|>'\"%@`#, \n\t\r<.0x~\\\uFEFFü";
        for (int i = 0; i < 5_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThatCode(() -> read(text.toString()))
                    .as("seed " + seed + ": " + text)
                    .doesNotThrowAnyException();
        }
    }

    private SettingsYaml.Read read(String text) {
        return yaml.read("f.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    private static Given given(String text, int line, int column) {
        return new Given(Value.of(text), new Place.InFile("f.yaml", line, column));
    }

    private static Value value(SettingsYaml.Read read, String key) {
        return read.entries()
                .getOrDefault(key, new Given(Value.NOTHING, Place.SCHEMA))
                .value();
    }
}
