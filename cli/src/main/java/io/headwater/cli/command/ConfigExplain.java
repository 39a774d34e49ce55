package io.headwater.cli.command;

import static io.headwater.cli.render.Table.cell;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.connect.ServerOption;
import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Json;
import io.headwater.cli.render.Printable;
import io.headwater.cli.render.Style;
import io.headwater.cli.render.Table;
import io.headwater.wire.admin.v1.ExplainSettingRequest;
import io.headwater.wire.admin.v1.ExplainSettingResponse;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = "Show why a setting has its value: every source that gives one, the winner first.",
        footer = {"", "Example:", "  headwater config explain log_level"})
public final class ConfigExplain implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "KEY", description = "The setting.")
    private String key = "";

    public ConfigExplain(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (var connection = server.connect()) {
            var answer = connection.ask(admin -> admin.explainSetting(
                    ExplainSettingRequest.newBuilder().setKey(key).build()));
            output.print(host.terminal(), data(answer), () -> print(answer));
            return Exit.DONE;
        }
    }

    private void print(ExplainSettingResponse answer) {
        var terminal = host.terminal();
        var type = answer.getType().isEmpty() ? "not declared" : Printable.of(answer.getType());
        terminal.print(terminal.styled(Style.BOLD, Printable.of(answer.getKey())) + " (" + type + ")");
        if (!answer.getDescription().isEmpty()) {
            answer.getDescription().lines().forEach(line -> terminal.print("  " + Printable.of(line)));
        }
        if (answer.getEnvironmentVariablesCount() > 0) {
            terminal.print("  environment: " + Printable.of(String.join(", ", answer.getEnvironmentVariablesList())));
        }
        terminal.print("");
        if (answer.getLayersCount() == 0) {
            terminal.print("no source gives it a value");
            return;
        }
        var table = new Table("", "SOURCE", "VALUE");
        for (var i = 0; i < answer.getLayersCount(); i++) {
            var layer = answer.getLayers(i);
            var style = i == 0 ? Style.GOOD : Style.DIM;
            table.row(
                    cell(i == 0 ? "*" : "", style),
                    cell(layer.getSource(), style),
                    cell(Json.plain(layer.getJson()), style));
        }
        table.print(terminal);
    }

    private static Map<String, @Nullable Object> data(ExplainSettingResponse answer) {
        return Fields.of(
                "key", answer.getKey(),
                "type", answer.getType(),
                "description", answer.getDescription(),
                "environment_variables", answer.getEnvironmentVariablesList(),
                "effective", Shown.valueAndSource(answer.hasEffective(), answer.getEffective()),
                "layers",
                        answer.getLayersList().stream()
                                .map(layer -> Shown.valueAndSource(true, layer))
                                .toList());
    }
}
