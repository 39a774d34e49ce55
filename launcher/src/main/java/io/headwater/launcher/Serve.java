package io.headwater.launcher;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Interrupt;
import io.headwater.cli.Problem;
import io.headwater.launcher.Engine.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = "Resolve the configuration and serve it until Ctrl-C.",
        footer = {
            "",
            "Prints one line when every face is open, with its real port; logs go to stderr.",
            "Without -c it serves the defaults and this environment.",
            "",
            "Examples:",
            "  headwater serve -c /etc/datadog-agent/datadog.yaml",
            "  headwater serve -c base.yaml -c site.yaml --data /var/lib/headwater",
            "  headwater serve --agents 127.0.0.1:5001 --agents unix:/run/headwater.sock"
        })
final class Serve implements Callable<Integer> {
    /** Streams are told to come back elsewhere, and the last change is written. */
    private static final Duration TO_END = Duration.ofSeconds(20);

    private final Host host;
    private final Engine engine;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The agent's configuration. May be repeated; a later file wins.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--schema", paramLabel = "DIR", description = "A schema to use instead of the built-in one.")
    private @Nullable Path schema;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:HEADWATER_DATA:-./headwater-data}",
            description = {
                "Where credentials and the database are; made when missing.",
                "Default: $HEADWATER_DATA, else ./headwater-data."
            })
    private Path data = Path.of("");

    @Option(
            names = "--agents",
            paramLabel = "ADDR",
            description = {
                "Where agents and the command line connect: HOST:PORT or unix:PATH. May be repeated.",
                "Port 0 takes a free one. Default: the configuration's cmd_host and cmd_port, 127.0.0.1:5001."
            })
    private List<String> agents = new ArrayList<>();

    @Option(
            names = "--http",
            paramLabel = "ADDR",
            defaultValue = "127.0.0.1:8080",
            description = "Where metrics and health are served. Default: ${DEFAULT-VALUE}.")
    private String http = "";

    Serve(Host host, Engine engine) {
        this.host = host;
        this.engine = engine;
    }

    @Override
    public Integer call() {
        try (var interrupt = new Interrupt(TO_END);
                var server = engine.start(new ServeOptions(files, schema, data, agents, http))) {
            host.terminal().print(ready(server));
            awaitEnd(server);
            return interrupt.ending(Exit.DONE);
        } catch (IOException e) {
            throw new Problem(Exit.NO, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            throw new Problem(Exit.NO, "interrupted before it served");
        }
    }

    private static void awaitEnd(Running server) {
        try {
            server.awaitEnd();
        } catch (InterruptedException e) {
            // Ctrl-C, or a request to terminate: the way a server ends.
        }
    }

    private static String ready(Running server) {
        return server.faces().entrySet().stream()
                .map(face -> " " + face.getKey() + "=" + String.join(",", face.getValue()))
                .collect(Collectors.joining("", "ready", ""));
    }
}
