package io.headwater.launcher;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Interrupt;
import io.headwater.cli.Problem;
import io.headwater.cli.connect.ServerOption;
import io.headwater.cli.render.Printable;
import io.headwater.client.Bootstrap;
import io.headwater.client.Change;
import io.headwater.client.ConfigClient;
import io.headwater.client.ConfigReport;
import io.headwater.client.NotReadyException;
import io.headwater.client.Setting;
import io.headwater.client.StartPolicy;
import io.headwater.examples.agents.ExampleAgents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "agent",
        description = {
            "Run one of the example agents until Ctrl-C. It takes its settings from the stream, answers",
            "the server's status and flare calls, and prints every setting that changes.",
            "There are: system-probe, trace-agent, process-agent, security-agent, agent-data-plane."
        },
        footer = {
            "",
            "The stream is behind a switch: DD_USE_RAR_CONFIG_STREAM=false, or use_rar_config_stream: false",
            "in the file, keeps the agent from it.",
            "",
            "Examples:",
            "  headwater agent trace-agent",
            "  headwater agent trace-agent --show-config apm_config",
            "  headwater agent process-agent --last-known-good /var/lib/process-agent/config"
        })
final class RunAgent implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MAX_AGE = Duration.ofDays(7);
    /** What the library logs is said here in the verb's own lines. Held, since a logger that nobody holds forgets its level. */
    private static final Logger LIBRARY = Logger.getLogger("io.headwater.client");

    private final Host host;
    private final Map<String, String> environment;

    @Mixin
    private ServerOption server = new ServerOption();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = {
                "The agent's own datadog.yaml: whether it uses the stream, where the server is, and its",
                "credentials, in place of --server and --data."
            })
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--last-known-good",
            paramLabel = "FILE",
            description = "Where it keeps what it holds, to start with when no server answers.")
    private @Nullable Path lastKnownGood;

    @Option(
            names = "--show-config",
            arity = "0..1",
            paramLabel = "PREFIX",
            fallbackValue = "",
            description = "Print what it runs with, and where each value is from, and end.")
    private @Nullable String shown;

    @Parameters(paramLabel = "NAME", description = "Which one.")
    private String name = "";

    RunAgent(Host host, Map<String, String> environment) {
        this.host = host;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var agent = ExampleAgents.named(name)
                .orElseThrow(() -> new Problem(
                        Exit.USAGE,
                        "agent: " + Printable.of(name) + " (expected: " + String.join(", ", ExampleAgents.names())
                                + ")"));
        var bootstrap = bootstrap();
        if (!bootstrap.enabled()) {
            host.terminal().print(name + " does not use the stream: " + bootstrap.reason());
            return Exit.DONE;
        }
        LIBRARY.setLevel(Level.OFF);
        try (var interrupt = new Interrupt()) {
            run(agent, bootstrap);
            return interrupt.ending(Exit.DONE);
        } catch (NotReadyException e) {
            throw new Problem(Exit.UNREACHABLE, name + ": " + e.getMessage());
        }
    }

    private Bootstrap bootstrap() {
        try {
            return Bootstrap.read(environment, files);
        } catch (IllegalArgumentException e) {
            throw new Problem(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private ConfigClient.Builder builder(Bootstrap bootstrap) {
        var builder = ConfigClient.builder(name).bootstrap(bootstrap);
        if (files.isEmpty()) {
            builder.server(server.address().toString()).credentials(server.data());
        }
        host.terminal()
                .note(name + " looks for " + (files.isEmpty() ? server.address().toString() : bootstrap.server()));
        if (lastKnownGood != null) {
            builder.whenNoServer(StartPolicy.lastKnownGood(lastKnownGood, MAX_AGE));
        }
        return builder;
    }

    /** Returns when it is interrupted. */
    private void run(ExampleAgents agent, Bootstrap bootstrap) throws NotReadyException {
        try (var running = agent.start(builder(bootstrap), PATIENCE)) {
            var client = running.client();
            if (shown != null) {
                if (!client.state().isFresh()) {
                    host.terminal()
                            .note(name + " is " + Printable.of(client.state().toString()));
                }
                host.terminal()
                        .print(ConfigReport.of(client.view().under(shown)).stripTrailing());
                return;
            }
            client.onState(state -> host.terminal().print(name + " is " + Printable.of(state.toString())));
            client.listen().each(this::print);
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // Ctrl-C: the way it ends.
        }
    }

    private void print(Change change) {
        host.terminal()
                .print(Printable.of(change.now().map(Setting::toString).orElse(change.key() + ": nothing any more")));
    }
}
