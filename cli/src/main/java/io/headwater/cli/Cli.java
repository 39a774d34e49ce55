package io.headwater.cli;

import io.headwater.cli.command.Agents;
import io.headwater.cli.command.Completion;
import io.headwater.cli.command.Config;
import io.headwater.cli.command.ConfigExplain;
import io.headwater.cli.command.ConfigGet;
import io.headwater.cli.command.ConfigList;
import io.headwater.cli.command.ConfigSet;
import io.headwater.cli.command.ConfigUnset;
import io.headwater.cli.command.ConfigWatch;
import io.headwater.cli.command.Flare;
import io.headwater.cli.command.Status;
import io.headwater.cli.command.Stream;
import io.headwater.cli.render.Printable;
import io.headwater.cli.render.Style;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The tree of verbs, and how a verb's errors are told. */
public final class Cli {
    private static final int WIDEST_HELP = 110;

    private Cli() {}

    /**
     * The verbs that talk to a server. A launcher may add its own before it runs them.
     *
     * @param configVerbs what else there is to do with the configuration
     */
    public static CommandLine tree(Host host, Object... configVerbs) {
        var config = new CommandLine(new Config())
                .addSubcommand(new ConfigGet(host))
                .addSubcommand(new ConfigSet(host))
                .addSubcommand(new ConfigUnset(host))
                .addSubcommand(new ConfigList(host))
                .addSubcommand(new ConfigExplain(host))
                .addSubcommand(new ConfigWatch(host));
        for (var verb : configVerbs) {
            config.addSubcommand(verb);
        }
        return new CommandLine(new Root())
                .addSubcommand(config)
                .addSubcommand(new Agents(host))
                .addSubcommand(new Status(host))
                .addSubcommand(new Flare(host))
                .addSubcommand(new Stream(host))
                .addSubcommand(new Completion(host));
    }

    /** Runs one verb and returns its exit code. */
    public static int run(CommandLine tree, Host host, String... args) {
        var terminal = host.terminal();
        return tree.setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(Help.defaultColorScheme(terminal.colors() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.clamp(terminal.columns(), 80, WIDEST_HELP))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Duration.class, Durations::parse)
                .setParameterExceptionHandler((e, _) -> usage(e, host))
                .setExecutionExceptionHandler((e, _, _) -> failed(e, host))
                .execute(args);
    }

    private static int usage(ParameterException e, Host host) {
        error(host, String.valueOf(e.getMessage()).replaceFirst("^Invalid value for option '(--[a-z-]+)': ", "$1: "));
        UnmatchedArgumentException.printSuggestions(e, host.terminal().err());
        host.terminal().note("  see: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private static int failed(Exception e, Host host) throws Exception {
        if (!(e instanceof Problem problem)) {
            throw e;
        }
        error(host, problem.said());
        problem.next().forEach(next -> host.terminal().note("  " + Printable.of(next)));
        return problem.exit();
    }

    private static void error(Host host, String message) {
        host.terminal().note(host.terminal().styled(Style.BAD, "error") + ": " + Printable.of(message));
    }
}
