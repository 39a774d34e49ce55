package io.headwater.launcher;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Problem;
import io.headwater.cli.command.OutputOption;
import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Printable;
import io.headwater.cli.render.Style;
import io.headwater.launcher.Engine.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = "Check configuration files without a server: every error with its line, key and rule.",
        footer = {
            "",
            "Ends with 0 only when there is no error; warnings do not count. Fits a CI job.",
            "",
            "Examples:",
            "  headwater config check datadog.yaml",
            "  headwater config check base.yaml site.yaml --output json"
        })
final class ConfigCheck implements Callable<Integer> {
    private final Host host;
    private final Engine engine;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files, each checked by itself.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--schema", paramLabel = "DIR", description = "A schema to use instead of the built-in one.")
    private @Nullable Path schema;

    @Mixin
    private OutputOption output = new OutputOption();

    ConfigCheck(Host host, Engine engine) {
        this.host = host;
        this.engine = engine;
    }

    @Override
    public Integer call() {
        try {
            var findings = engine.check(files, schema);
            output.print(
                    host.terminal(), findings.stream().map(ConfigCheck::data).toList(), () -> print(findings));
            return findings.stream().anyMatch(Finding::error) ? Exit.NO : Exit.DONE;
        } catch (IOException e) {
            throw new Problem(Exit.NO, String.valueOf(e.getMessage()));
        }
    }

    private void print(List<Finding> findings) {
        var terminal = host.terminal();
        for (var finding : findings) {
            var label =
                    finding.error() ? terminal.styled(Style.BAD, "error") : terminal.styled(Style.NOTICE, "warning");
            terminal.print(label + ": " + Printable.of(finding.text()));
        }
        var errors = findings.stream().filter(Finding::error).count();
        terminal.note(errors + " errors, " + (findings.size() - errors) + " warnings");
    }

    private static Map<String, @Nullable Object> data(Finding finding) {
        return Fields.of(
                "severity",
                finding.error() ? "error" : "warning",
                "file",
                finding.file(),
                "line",
                finding.line() == 0 ? null : finding.line(),
                "column",
                finding.column() == 0 ? null : finding.column(),
                "key",
                finding.key(),
                "message",
                finding.text());
    }
}
