package io.headwater.launcher;

import io.headwater.cli.Cli;
import io.headwater.cli.Host;
import io.headwater.cli.render.Terminal;
import io.headwater.launcher.demo.Demo;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The {@code headwater} command. */
public final class Headwater {
    private Headwater() {}

    public static void main(String[] args) {
        if (List.of(args).contains("demo")) {
            // The demonstration tells its own story; what goes wrong is still logged.
            System.setProperty("HEADWATER_LOG_LEVEL", "WARN");
        }
        var host = Host.system(Terminal.system(System.getenv()));
        System.exit(Cli.run(tree(host, new ServerEngine(System.getenv()), System.getenv()), host, args));
    }

    static CommandLine tree(Host host, Engine engine, Map<String, String> environment) {
        return Cli.tree(host, new ConfigResolve(host, engine), new ConfigCheck(host, engine))
                .addSubcommand(new Serve(host, engine))
                .addSubcommand(new Demo(host, engine))
                .addSubcommand(new RunAgent(host, environment));
    }
}
