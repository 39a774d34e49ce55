package io.headwater.launcher;

import static io.headwater.cli.render.Table.cell;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Problem;
import io.headwater.cli.command.OutputOption;
import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Json;
import io.headwater.cli.render.Printable;
import io.headwater.cli.render.Table;
import io.headwater.launcher.Engine.Finding;
import io.headwater.launcher.Engine.Resolved;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "resolve",
        description = "Print what files and this environment come to, without a server.",
        footer = {
            "",
            "Findings go to stderr. Ends with 1 when one of them is an error.",
            "",
            "Examples:",
            "  headwater config resolve -c datadog.yaml",
            "  DD_LOG_LEVEL=debug headwater config resolve -c datadog.yaml --output json"
        })
final class ConfigResolve implements Callable<Integer> {
    private final Host host;
    private final Engine engine;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The agent's configuration. May be repeated; a later file wins.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--schema", paramLabel = "DIR", description = "A schema to use instead of the built-in one.")
    private @Nullable Path schema;

    @Mixin
    private OutputOption output = new OutputOption();

    ConfigResolve(Host host, Engine engine) {
        this.host = host;
        this.engine = engine;
    }

    @Override
    public Integer call() {
        try {
            var resolution = engine.resolve(files, schema);
            resolution.findings().forEach(finding -> host.terminal().note(Printable.of(finding.text())));
            output.print(
                    host.terminal(),
                    resolution.settings().stream()
                            .map(setting -> Fields.of(
                                    "key", setting.key(),
                                    "value", Json.parse(setting.json()),
                                    "source", setting.source()))
                            .toList(),
                    () -> print(resolution.settings()));
            return resolution.findings().stream().anyMatch(Finding::error) ? Exit.NO : Exit.DONE;
        } catch (IOException e) {
            throw new Problem(Exit.NO, String.valueOf(e.getMessage()));
        }
    }

    private void print(List<Resolved> settings) {
        var table = new Table("KEY", "SOURCE", "VALUE");
        settings.forEach(
                setting -> table.row(cell(setting.key()), cell(setting.source()), cell(Json.plain(setting.json()))));
        table.print(host.terminal());
    }
}
