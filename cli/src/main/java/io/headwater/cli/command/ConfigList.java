package io.headwater.cli.command;

import static io.headwater.cli.render.Table.cell;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.connect.ServerOption;
import io.headwater.cli.render.Json;
import io.headwater.cli.render.Style;
import io.headwater.cli.render.Table;
import io.headwater.wire.admin.v1.ListSettingsRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "Print every setting: its key, its value, and the source that won.",
        footer = {
            "",
            "Examples:",
            "  headwater config list logs_config.",
            "  headwater config list --changed",
            "  headwater config list --output json | jq -r '.[] | select(.source == \"cli\") | .key'"
        })
public final class ConfigList implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--changed", description = "Leave out what only has its default.")
    private boolean changed;

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only keys that begin with this.")
    private String prefix = "";

    public ConfigList(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var request = ListSettingsRequest.newBuilder()
                .setPrefix(prefix)
                .setChangedOnly(changed)
                .build();
        try (var connection = server.connect()) {
            var settings = connection.ask(admin -> admin.listSettings(request)).getSettingsList();
            output.print(host.terminal(), settings.stream().map(Shown::data).toList(), () -> {
                var table = new Table("KEY", "SOURCE", "VALUE");
                settings.forEach(setting -> table.row(
                        cell(setting.getKey()),
                        cell(setting.getSource(), setting.getSource().equals("default") ? Style.DIM : Style.PLAIN),
                        cell(Json.plain(setting.getJson()))));
                table.print(host.terminal());
            });
            return Exit.DONE;
        }
    }
}
