package io.headwater.cli.command;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Problem;
import io.headwater.cli.connect.ServerOption;
import io.headwater.cli.render.Printable;
import io.headwater.wire.admin.v1.ExplainSettingRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Print the value that a setting has now.",
        footer = {
            "",
            "Ends with 1 when nothing gives the setting a value.",
            "",
            "Examples:",
            "  headwater config get log_level",
            "  headwater config get additional_endpoints --output json"
        })
public final class ConfigGet implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(paramLabel = "KEY", description = "The setting, such as log_level or logs_config.batch_wait.")
    private String key = "";

    public ConfigGet(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (var connection = server.connect()) {
            var answer = connection.ask(admin -> admin.explainSetting(
                    ExplainSettingRequest.newBuilder().setKey(key).build()));
            if (!answer.hasEffective()) {
                throw new Problem(
                        Exit.NO,
                        Printable.of(key) + ": no value (expected: a source that gives one)",
                        "give it one with: headwater config set " + Printable.of(key) + " VALUE");
            }
            output.print(
                    host.terminal(),
                    Shown.data(answer.getEffective()),
                    () -> host.terminal().print(Shown.value(answer.getEffective())));
            return Exit.DONE;
        }
    }
}
