package io.headwater.cli.command;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Print a script that completes verbs and flags in bash and zsh.",
        footer = {"", "Example:", "  source <(headwater completion)"})
public final class Completion implements Callable<Integer> {
    private final Host host;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public Completion(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var root = spec.root();
        host.terminal().print(AutoComplete.bash(root.name(), root.commandLine()));
        return Exit.DONE;
    }
}
