package io.headwater.launcher.demo;

import static io.headwater.cli.render.Table.cell;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Problem;
import io.headwater.cli.connect.Connection;
import io.headwater.cli.render.Json;
import io.headwater.cli.render.Printable;
import io.headwater.cli.render.Style;
import io.headwater.cli.render.Table;
import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import io.headwater.examples.agents.ExampleAgent;
import io.headwater.examples.agents.ExampleAgents;
import io.headwater.wire.admin.v1.AgentStatus;
import io.headwater.wire.admin.v1.ChangeSettingResponse;
import io.headwater.wire.admin.v1.ExplainSettingRequest;
import io.headwater.wire.admin.v1.GetStatusRequest;
import io.headwater.wire.admin.v1.SetSettingRequest;
import io.headwater.wire.admin.v1.UnsetSettingRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the demo does and shows: five agents join, a setting changes, a setting falls back. One thread tells it. */
final class Story implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** For the eyes of whoever watches. */
    private static final Duration PAUSE = Duration.ofMillis(1200);

    private final Host host;
    private final Connection connection;
    private final Path credentials;
    private final Screen screen;
    private final Map<ExampleAgents, ExampleAgent> agents = new EnumMap<>(ExampleAgents.class);

    Story(Host host, Connection connection, Path credentials) {
        this.host = host;
        this.connection = connection;
        this.credentials = credentials;
        this.screen = new Screen(host.terminal());
    }

    void tell() throws InterruptedException {
        var start = System.nanoTime();
        screen.say(bold("One server, five agents, one live change."));
        screen.say("");
        screen.say("server on " + connection.address() + ", mutual TLS, a data directory of its own");
        for (var agent : ExampleAgents.values()) {
            agents.put(agent, join(agent));
        }
        await(effectiveSource());
        screen.say("five agents registered; each has its snapshot");
        panel();

        change(
                "headwater config set log_level debug",
                "",
                () -> connection.ask(admin -> admin.setSetting(SetSettingRequest.newBuilder()
                        .setKey(KEY)
                        .setText("debug")
                        .setSource("cli")
                        .setAuthor(host.user())
                        .setReason("the demo")
                        .build())));
        change(
                "headwater config unset log_level",
                "falls back to ",
                () -> connection.ask(admin -> admin.unsetSetting(UnsetSettingRequest.newBuilder()
                        .setKey(KEY)
                        .setSource("cli")
                        .setAuthor(host.user())
                        .setReason("the demo")
                        .build())));
        screen.keep();
        status();
        var took = Duration.ofNanos(System.nanoTime() - start);
        screen.say("");
        screen.say(host.terminal().styled(Style.GOOD, "done") + " in "
                + String.format(Locale.ROOT, "%.1f", took.toMillis() / 1000.0)
                + " s: both changes reached every agent, without a restart");
    }

    private static final String KEY = Demo.KEY;

    private ExampleAgent join(ExampleAgents agent) throws InterruptedException {
        var config = ConfigClient.builder(agent.agentName())
                .server(connection.address().toString())
                .credentials(credentials);
        try {
            return agent.start(config, PATIENCE);
        } catch (NotReadyException e) {
            throw new Problem(Exit.NO, agent.agentName() + ": " + e.getMessage());
        }
    }

    private String effectiveSource() {
        return connection
                .ask(admin -> admin.explainSetting(
                        ExplainSettingRequest.newBuilder().setKey(KEY).build()))
                .getEffective()
                .getSource();
    }

    private void change(String typed, String verb, Supplier<ChangeSettingResponse> change) throws InterruptedException {
        if (host.terminal().interactive()) {
            host.pause().of(PAUSE);
        }
        var start = System.nanoTime();
        var now = change.get().getEffective();
        await(now.getSource());
        var millis = (System.nanoTime() - start) / 1e6;
        screen.say(bold("$ " + typed));
        screen.say(String.format(
                Locale.ROOT,
                "  %s: %s%s (%s), applied by %d of %d agents in %.1f ms",
                KEY,
                verb,
                Printable.of(Json.plain(now.getJson())),
                Printable.of(now.getSource()),
                agents.size(),
                agents.size(),
                millis));
        panel();
    }

    private void await(String source) throws InterruptedException {
        for (var agent : agents.entrySet()) {
            var client = agent.getValue().client();
            var applied = new CountDownLatch(1);
            try (var _ = client.listen()
                    .key(KEY)
                    .initially()
                    .each(change -> change.now()
                            .filter(now -> now.source().equals(source))
                            .ifPresent(_ -> applied.countDown()))) {
                if (!applied.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new Problem(
                            Exit.NO,
                            agent.getKey().agentName() + ": " + shown(client) + " after " + PATIENCE.toSeconds()
                                    + " s (expected: a value from " + source + ")");
                }
            }
        }
    }

    /** What an agent runs with, and its source. */
    private static String shown(ConfigClient client) {
        return client.reader().find(KEY).map(Object::toString).orElse(KEY + ": nothing yet");
    }

    private void panel() {
        var table = new Table("AGENT", "SETTINGS", "SEQUENCE", "RUNS WITH");
        agents.forEach((agent, running) -> {
            var view = running.client().view();
            table.row(
                    cell(agent.agentName(), Style.BOLD),
                    cell(Integer.toString(view.settings().size())),
                    cell("#" + view.sequence()),
                    cell(shown(running.client()), Style.GOOD));
        });
        screen.panel(table.lines(host.terminal()));
    }

    /** Asks the server, which asks every agent. */
    private void status() {
        screen.say(bold("$ headwater status"));
        var reports = connection
                .ask(admin -> admin.getStatus(GetStatusRequest.getDefaultInstance()))
                .getAgentsList();
        for (var report : reports) {
            var said = report.getError().isEmpty()
                    ? "has " + fromTheStream(report) + " settings from the stream"
                    : "did not answer: " + report.getError();
            screen.say("  " + Printable.of(report.getAgent().getDisplayName() + " " + said));
        }
        if (reports.size() != agents.size()
                || reports.stream().anyMatch(report -> !report.getError().isEmpty())) {
            throw new Problem(Exit.NO, "status: an answer is missing (expected: one from each agent)");
        }
    }

    private static String fromTheStream(AgentStatus report) {
        return report.getNamedSectionsList().stream()
                .filter(section -> section.getName().equals("Configuration"))
                .map(section -> section.getFieldsOrDefault("from the stream", "no"))
                .findFirst()
                .orElse("no");
    }

    private String bold(String text) {
        return host.terminal().styled(Style.BOLD, text);
    }

    @Override
    public void close() {
        agents.values().forEach(ExampleAgent::close);
    }
}
