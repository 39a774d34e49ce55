package io.headwater.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Exit;
import io.headwater.cli.loopback.LoopbackServer;
import io.headwater.cli.loopback.Shell;
import io.headwater.cli.loopback.Shell.Transcript;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    @TempDir
    private static Path data;

    private LoopbackServer server;

    @BeforeEach
    void start() {
        server = LoopbackServer.in(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Transcript run(String... args) {
        return Shell.run(server, args);
    }

    @Test
    void getPrintsTheValueAlone() {
        assertThat(run("config", "get", "log_level")).isEqualTo(new Transcript(Exit.DONE, "warn\n", ""));
    }

    @Test
    void getAsJsonNamesTheSource() {
        assertThat(run("config", "get", "queue_size", "--output", "json").out())
                .isEqualToIgnoringWhitespace("{\"key\": \"queue_size\", \"value\": 256, \"source\": \"default\"}");
    }

    @Test
    void getAsYaml() {
        assertThat(run("config", "get", "log_level", "-o", "yaml").out())
                .isEqualTo("key: log_level\nvalue: warn\nsource: file\n");
    }

    @Test
    void anUnknownKeyIsANo() {
        assertThat(run("config", "get", "log_levle"))
                .isEqualTo(
                        new Transcript(Exit.NO, "", "error: log_levle: unknown setting (expected: a declared key)\n"));
    }

    @Test
    void setSaysWhatHoldsNow() {
        assertThat(run("config", "set", "log_level", "debug").out()).isEqualTo("log_level: debug (cli), revision 4\n");
        assertThat(run("config", "set", "log_level", "debug").out()).isEqualTo("log_level: debug (cli), as before\n");
        assertThat(run("config", "get", "log_level").out()).isEqualTo("debug\n");
    }

    @Test
    void setBelowTheWinnerSaysThatItWaits() {
        assertThat(run("config", "set", "log_level", "debug", "--source", "default")
                        .out())
                .isEqualTo("log_level: still warn (file); it outranks default, where the value now waits\n");
    }

    @Test
    void setTakesJson() {
        assertThat(run("config", "set", "--json", "queue_size", "9007199254740993")
                        .out())
                .isEqualTo("queue_size: 9007199254740993 (cli), revision 4\n");
        assertThat(run("config", "get", "queue_size", "--output", "json").out()).contains("9007199254740993");
    }

    @Test
    void setTakesAValueThatBeginsWithADash() {
        assertThat(run("config", "set", "queue_size", "--", "-1").out())
                .isEqualTo("queue_size: -1 (cli), revision 4\n");
    }

    @Test
    void setOfTheWrongTypeIsANoWithTheRule() {
        assertThat(run("config", "set", "queue_size", "many"))
                .isEqualTo(new Transcript(Exit.NO, "", "error: queue_size: many (expected: a whole number)\n"));
    }

    @Test
    void unsetSaysWhatItFallsBackTo() {
        run("config", "set", "log_level", "debug");

        assertThat(run("config", "unset", "log_level").out())
                .isEqualTo("log_level: falls back to warn (file), revision 5\n");
        assertThat(run("config", "unset", "log_level").out())
                .isEqualTo("log_level: still warn (file); cli did not decide it\n");
    }

    @Test
    void unsetOfTheLastValueLeavesNone() {
        assertThat(run("config", "unset", "queue_size", "--source", "default").out())
                .isEqualTo("queue_size: no value, revision 4\n");
        assertThat(run("config", "get", "queue_size")).isEqualTo(new Transcript(Exit.NO, "", """
                        error: queue_size: no value (expected: a source that gives one)
                          give it one with: headwater config set queue_size VALUE
                        """));
    }

    @Test
    void listIsATableOfKeySourceAndValue() {
        assertThat(run("config", "list").out()).isEqualTo("""
                        KEY         SOURCE   VALUE
                        log_level   file     warn
                        queue_size  default  256
                        """);
    }

    @Test
    void listAsJsonIsAnArrayOfKeyValueSource() {
        assertThat(run("config", "list", "--output", "json").out()).isEqualToIgnoringWhitespace("""
                        [{"key": "log_level", "value": "warn", "source": "file"},
                         {"key": "queue_size", "value": 256, "source": "default"}]
                        """);
    }

    @Test
    void listOfAPrefixOrOfWhatIsChanged() {
        assertThat(run("config", "list", "queue").out()).contains("queue_size").doesNotContain("log_level");
        assertThat(run("config", "list", "--changed").out())
                .contains("log_level")
                .doesNotContain("queue_size");
    }

    @Test
    void explainShowsEveryLayerTheWinnerFirst() {
        run("config", "set", "log_level", "debug");

        assertThat(run("config", "explain", "log_level").out()).isEqualTo("""
                        log_level (string)
                          What is logged.
                          environment: DD_LOG_LEVEL

                           SOURCE   VALUE
                        *  cli      debug
                           file     warn
                           default  info
                        """);
    }

    @Test
    void explainAsJson() {
        assertThat(run("config", "explain", "log_level", "-o", "json").out()).isEqualToIgnoringWhitespace("""
                        {"key": "log_level", "type": "string", "description": "What is logged.",
                         "environment_variables": ["DD_LOG_LEVEL"],
                         "effective": {"value": "warn", "source": "file"},
                         "layers": [{"value": "warn", "source": "file"}, {"value": "info", "source": "default"}]}
                        """);
    }

    @Test
    void whatAServerSentCannotSteerATerminal() {
        server.layers().put("log_level", "cli", "\"\\u001b]0;owned\\u0007\\u009b31m\\nline\"", "", "");

        assertThat(run("config", "get", "log_level").out()).isEqualTo("\\u001b]0;owned\\u0007\\u009b31m\\nline\n");
        assertThat(run("config", "list").out()).doesNotContain("\u001b", "\u0007", "\u009b");
        assertThat(run("config", "get", "log_level", "-o", "json").out()).doesNotContain("\u001b", "\u0007", "\u009b");
        assertThat(run("config", "get", "log_level", "-o", "yaml").out()).doesNotContain("\u001b", "\u0007", "\u009b");
    }

    @Test
    void aTerminalGetsColorsAndLinesThatFit() {
        server.layers().put("log_level", "cli", '"' + "x".repeat(200) + '"', "", "");

        var shell = new Shell(60);
        var out = shell.against(server, "config", "list").out();

        assertThat(out).contains("\u001b[1mKEY\u001b[0m");
        assertThat(out.replaceAll("\u001b\\[[0-9]*m", "").lines()).allMatch(line -> line.length() <= 60);
    }
}
