package io.headwater.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Cli;
import io.headwater.cli.Exit;
import io.headwater.cli.loopback.Shell;
import io.headwater.cli.loopback.Shell.Transcript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HeadwaterTest {
    @TempDir
    private Path directory;

    private final LoopbackEngine engine = new LoopbackEngine();

    private Transcript run(String... args) {
        return run(new Shell(), args);
    }

    private Transcript run(Shell shell, String... args) {
        return run(engine, shell, args);
    }

    private static Transcript run(Engine engine, Shell shell, String... args) {
        return shell.transcript(Cli.run(Headwater.tree(shell.host(), engine, Map.of()), shell.host(), args));
    }

    @Test
    void serveSaysWhereAndEndsWithTheServer() {
        engine.ended.countDown();

        var transcript = run(
                "serve",
                "-c",
                "base.yaml",
                "-c",
                "site.yaml",
                "--schema",
                "schema",
                "--data",
                directory.toString(),
                "--agents",
                "127.0.0.1:0",
                "--agents",
                "unix:/run/x",
                "--http",
                "127.0.0.1:0");

        assertThat(transcript.exit()).isEqualTo(Exit.DONE);
        assertThat(transcript.out()).matches("ready agents=127.0.0.1:[0-9]+,unix:/run/x http=127.0.0.1:1\n");
        assertThat(engine.options)
                .isEqualTo(new ServeOptions(
                        List.of(Path.of("base.yaml"), Path.of("site.yaml")),
                        Path.of("schema"),
                        directory,
                        List.of("127.0.0.1:0", "unix:/run/x"),
                        "127.0.0.1:0"));
        assertThat(engine.closed.getCount()).isZero();
    }

    @Test
    void serveHasDefaultsForEverything() {
        engine.ended.countDown();

        run("serve", "--data", directory.toString());

        assertThat(engine.options).isEqualTo(new ServeOptions(List.of(), null, directory, List.of(), "127.0.0.1:8080"));
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        assertThat(run("serve", "--data", directory.toString(), "--agents", "taken:1"))
                .isEqualTo(
                        new Transcript(Exit.NO, "", "error: --agents: taken:1 (expected: an address that is free)\n"));
    }

    @Test
    void theDemoShowsEveryAgentApplyingBothChanges() {
        var server = new RealEngine();

        var transcript = run(server, new Shell(), "demo");

        assertThat(transcript.err()).isEmpty();
        assertThat(transcript.exit()).isEqualTo(Exit.DONE);
        assertThat(transcript.out())
                .containsSubsequence(
                        "five agents registered; each has its snapshot",
                        "agent-data-plane",
                        "log_level: info (file)",
                        "$ headwater config set log_level debug",
                        "log_level: debug (cli), applied by 5 of 5 agents in ",
                        "agent-data-plane",
                        "log_level: debug (cli)",
                        "$ headwater config unset log_level",
                        "log_level: falls back to info (file), applied by 5 of 5 agents in ",
                        "agent-data-plane",
                        "log_level: info (file)",
                        "$ headwater status",
                        "Agent Data Plane has ",
                        " settings from the stream",
                        "Trace Agent has ",
                        "done in ")
                .doesNotContain("\u001b");
        assertThat(Objects.requireNonNull(server.options).data().getParent()).doesNotExist();
    }

    @Test
    void theDemoRedrawsItsPanelOnATerminal() {
        assertThat(run(new RealEngine(), new Shell(100), "demo").out()).contains("\u001b[7A\u001b[J");
    }

    @Test
    void anExampleAgentKeepsFromTheStreamWhenItsSwitchIsOff() throws IOException {
        var file = Files.writeString(directory.resolve("datadog.yaml"), "use_rar_config_stream: false\n");

        var transcript = run("agent", "trace-agent", "-c", file.toString());

        assertThat(transcript.exit()).isEqualTo(Exit.DONE);
        assertThat(transcript.out()).startsWith("trace-agent does not use the stream: use_rar_config_stream");
    }

    @Test
    void anExampleAgentShowsWhatItRunsWithAndWhereFrom() throws Exception {
        var file = Files.writeString(directory.resolve("datadog.yaml"), "log_level: warn\n");
        var data = directory.resolve("data");
        var options = new ServeOptions(List.of(file), null, data, List.of("127.0.0.1:0"), "127.0.0.1:0");
        try (var server = new RealEngine().start(options)) {
            var address = Objects.requireNonNull(server.faces().get("agents")).getFirst();

            assertThat(run(
                            "agent",
                            "trace-agent",
                            "--server",
                            address,
                            "--data",
                            data.toString(),
                            "--show-config",
                            "log_level"))
                    .isEqualTo(new Transcript(
                            Exit.DONE,
                            "log_level: warn (file), from the stream\n",
                            "trace-agent looks for " + address + "\n"));
        }
    }

    @Test
    void anExampleAgentHasToBeOneOfTheFive() {
        assertThat(run("agent", "truce-agent"))
                .isEqualTo(new Transcript(
                        Exit.USAGE,
                        "",
                        "error: agent: truce-agent (expected: system-probe, trace-agent, process-agent, security-agent,"
                                + " agent-data-plane)\n"));
    }

    @Test
    void resolveIsAListOfSettings() throws IOException {
        var file = Files.writeString(directory.resolve("datadog.yaml"), "log_level: debug\n");

        assertThat(run("config", "resolve", "-c", file.toString(), "-o", "json").out())
                .isEqualToIgnoringWhitespace("[{\"key\": \"log_level\", \"value\": \"debug\", \"source\": \"file\"}]");
        assertThat(run("config", "resolve", "-c", file.toString()).out())
                .isEqualTo("KEY        SOURCE  VALUE\nlog_level  file    debug\n");
    }

    @Test
    void resolveTellsWhatIsWrongAndStillResolves() throws IOException {
        var file = Files.writeString(directory.resolve("datadog.yaml"), "log_level: debug\nbroken\n");

        var transcript = run("config", "resolve", "-c", file.toString());

        assertThat(transcript.exit()).isEqualTo(Exit.NO);
        assertThat(transcript.out()).contains("debug");
        assertThat(transcript.err()).isEqualTo("datadog.yaml:2:1: broken (expected: a value)\n");
    }

    @Test
    void checkFailsOnAnErrorAndNotOnAWarning() throws IOException {
        var broken = Files.writeString(directory.resolve("broken.yaml"), "broken\n");
        var doubtful = Files.writeString(directory.resolve("doubtful.yaml"), "?doubtful\n");

        assertThat(run("config", "check", broken.toString()))
                .isEqualTo(new Transcript(
                        Exit.NO, "error: datadog.yaml:2:1: broken (expected: a value)\n", "1 errors, 0 warnings\n"));
        assertThat(run("config", "check", doubtful.toString()).exit()).isEqualTo(Exit.DONE);
        assertThat(run("config", "check", doubtful.toString(), "-o", "json").out())
                .isEqualToIgnoringWhitespace("""
                        [{"severity": "warning", "file": "datadog.yaml", "line": 2, "column": 1, "key": "?doubtful",
                          "message": "datadog.yaml:2:1: ?doubtful (expected: a value)"}]
                        """);
    }

    @Test
    void helpListsEveryVerb() {
        assertThat(run("--help").out()).contains("serve", "demo", "config", "stream");
        assertThat(run("config", "--help").out()).contains("resolve", "check", "get");
        assertThat(run("config", "check", "--help").out()).contains("Usage: headwater config check");
    }
}
