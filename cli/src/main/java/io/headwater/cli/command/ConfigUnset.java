package io.headwater.cli.command;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.connect.ServerOption;
import io.headwater.wire.admin.v1.ChangeSettingResponse;
import io.headwater.wire.admin.v1.UnsetSettingRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "unset",
        description = "Take a setting's value out of one source; the next lower one that has a value holds.",
        footer = {
            "",
            "Examples:",
            "  headwater config unset log_level",
            "  headwater config unset log_level --source remote-config"
        })
public final class ConfigUnset implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            defaultValue = "cli",
            description = "Which source to clear. Default: cli.")
    private String source = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the change.")
    private String reason = "";

    @Parameters(paramLabel = "KEY", description = "The setting.")
    private String key = "";

    public ConfigUnset(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var request = UnsetSettingRequest.newBuilder()
                .setKey(key)
                .setSource(source)
                .setAuthor(host.user())
                .setReason(reason)
                .build();
        try (var connection = server.connect()) {
            var answer = connection.ask(admin -> admin.unsetSetting(request));
            output.print(
                    host.terminal(),
                    Change.data(key, answer),
                    () -> host.terminal().print(line(answer)));
            return Exit.DONE;
        }
    }

    private String line(ChangeSettingResponse answer) {
        if (!answer.getChanged()) {
            return Change.label(key) + "still " + Change.now(answer) + "; " + source + " did not decide it";
        }
        var falls = answer.hasEffective() ? "falls back to " : "";
        return Change.label(key) + falls + Change.now(answer) + Change.at(answer);
    }
}
