package io.headwater.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Exit;
import io.headwater.cli.loopback.Shell;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {
    static List<String> verbs() {
        return List.of(
                "config get",
                "config set",
                "config unset",
                "config list",
                "config explain",
                "config watch",
                "agents",
                "status",
                "flare",
                "stream",
                "completion");
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbTeachesByExample(String verb) {
        var args = (verb + " --help").split(" ", -1);

        var transcript = new Shell().run(args);

        assertThat(transcript.exit()).isEqualTo(Exit.DONE);
        assertThat(transcript.out())
                .contains("Usage: headwater " + verb, "headwater " + verb.split(" ", -1)[0], "Example");
        assertThat(transcript.err()).isEmpty();
    }

    @Test
    void theFirstPageListsTheVerbsAndTheExitCodes() {
        var page = new Shell().run("--help").out();

        assertThat(page).contains("agents", "config", "status", "flare", "stream", "completion");
        assertThat(page)
                .contains("Exit codes:", "3   the server cannot be reached", "4   refused: the server does not accept");
    }

    @Test
    void theOutputFlagNamesItsForms() {
        assertThat(new Shell().run("agents", "--help").out()).contains("table, json, yaml. Default: table.");
    }

    @Test
    void aWrongFlagIsWrongUsage() {
        var transcript = new Shell().run("agents", "--otput", "json");

        assertThat(transcript.exit()).isEqualTo(Exit.USAGE);
        assertThat(transcript.out()).isEmpty();
        assertThat(transcript.err())
                .contains("error: Unknown options: '--otput', 'json'", "see: headwater agents --help");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(new Shell().run("--version").out()).matches("headwater [^\\n]+\n");
    }

    @Test
    void aMissingVerbIsWrongUsage() {
        var transcript = new Shell().run("config");

        assertThat(transcript.exit()).isEqualTo(Exit.USAGE);
        assertThat(transcript.err()).contains("Missing required subcommand", "see: headwater config --help");
    }

    @Test
    void completionIsAShellScriptOfEveryVerb() {
        var script = new Shell().run("completion").out();

        assertThat(script).startsWith("#!/usr/bin/env bash").contains("explain", "--ipc-address");
    }
}
