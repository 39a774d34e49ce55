package io.headwater.cli.command;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.connect.ServerOption;
import io.headwater.wire.admin.v1.ChangeSettingResponse;
import io.headwater.wire.admin.v1.SetSettingRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = "Give a setting a value in one source, and send it to every process.",
        footer = {
            "",
            "The text is cast to the declared type: 'true', '30s', '1,2,3'.",
            "A value that begins with a dash stands after --.",
            "",
            "Examples:",
            "  headwater config set log_level debug",
            "  headwater config set --json tags '[\"env:prod\", \"team:edge\"]'",
            "  headwater config set process_config.queue_size -- -1"
        })
public final class ConfigSet implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            defaultValue = "cli",
            description = "Which source to write. Default: cli.")
    private String source = "";

    @Option(names = "--json", description = "VALUE is JSON and taken as it stands.")
    private boolean json;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the change.")
    private String reason = "";

    @Parameters(index = "0", paramLabel = "KEY", description = "The setting.")
    private String key = "";

    @Parameters(index = "1", paramLabel = "VALUE", description = "What it is to be.")
    private String value = "";

    public ConfigSet(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var request = SetSettingRequest.newBuilder()
                .setKey(key)
                .setSource(source)
                .setAuthor(host.user())
                .setReason(reason);
        if (json) {
            request.setJson(value);
        } else {
            request.setText(value);
        }
        try (var connection = server.connect()) {
            var answer = connection.ask(admin -> admin.setSetting(request.build()));
            output.print(
                    host.terminal(),
                    Change.data(key, answer),
                    () -> host.terminal().print(line(answer)));
            return Exit.DONE;
        }
    }

    private String line(ChangeSettingResponse answer) {
        var effective = answer.getEffective();
        if (answer.hasEffective() && !effective.getSource().equals(source)) {
            return Change.label(key) + "still " + Shown.setting(effective) + "; it outranks " + source
                    + ", where the value now waits";
        }
        return Change.label(key) + Change.now(answer) + (answer.getChanged() ? Change.at(answer) : ", as before");
    }
}
