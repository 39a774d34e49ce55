package io.headwater.launcher.demo;

import static io.headwater.cli.render.Table.cell;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Problem;
import io.headwater.cli.connect.Connection;
import io.headwater.cli.connect.Credentials;
import io.headwater.cli.render.Json;
import io.headwater.cli.render.Printable;
import io.headwater.cli.render.Style;
import io.headwater.cli.render.Table;
import io.headwater.wire.admin.v1.ChangeSettingResponse;
import io.headwater.wire.admin.v1.ExplainSettingRequest;
import io.headwater.wire.admin.v1.GetStatusRequest;
import io.headwater.wire.admin.v1.SetSettingRequest;
import io.headwater.wire.admin.v1.Setting;
import io.headwater.wire.admin.v1.UnsetSettingRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What the demo does and shows: three agents join, a setting changes, a setting falls back. One thread tells it. */
final class Story implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** For the eyes of whoever watches. */
    private static final Duration PAUSE = Duration.ofMillis(1200);

    private final Host host;
    private final Connection connection;
    private final Credentials credentials;
    private final Screen screen;
    private final List<DemoAgent> agents = new ArrayList<>();

    Story(Host host, Connection connection, Credentials credentials) {
        this.host = host;
        this.connection = connection;
        this.credentials = credentials;
        this.screen = new Screen(host.terminal());
    }

    void tell() throws IOException, InterruptedException {
        var start = System.nanoTime();
        screen.say(bold("One server, three agents, one live change."));
        screen.say("");
        screen.say("server on " + connection.address() + ", mutual TLS, a data directory of its own");
        join("system-probe", "System Probe");
        join("trace-agent", "Trace Agent");
        join("process-agent", "Process Agent");
        var first = effective();
        await(first.getSource());
        screen.say("three agents registered; each has its snapshot");
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

    private void join(String flavor, String name) throws IOException {
        agents.add(DemoAgent.start(connection, credentials, flavor, name));
    }

    private Setting effective() {
        return connection
                .ask(admin -> admin.explainSetting(
                        ExplainSettingRequest.newBuilder().setKey(KEY).build()))
                .getEffective();
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
        for (var agent : agents) {
            if (!agent.awaits(KEY, source, PATIENCE)) {
                throw new Problem(
                        Exit.NO,
                        agent.name() + ": " + KEY + " is " + agent.shown(KEY) + " after " + PATIENCE.toSeconds()
                                + " s (expected: a value from " + source + ")");
            }
        }
    }

    private void panel() {
        var table = new Table("AGENT", "SETTINGS", "SEQUENCE", KEY);
        agents.forEach(agent -> table.row(
                cell(agent.name(), Style.BOLD),
                cell(Integer.toString(agent.settings())),
                cell("#" + agent.sequence()),
                cell(agent.shown(KEY), Style.GOOD)));
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
                    ? "says log_level is " + report.getMainSection().getFieldsOrDefault(KEY, "unknown")
                    : "did not answer: " + report.getError();
            screen.say("  " + Printable.of(report.getAgent().getDisplayName() + " " + said));
        }
        if (reports.size() != agents.size()
                || reports.stream().anyMatch(report -> !report.getError().isEmpty())) {
            throw new Problem(Exit.NO, "status: an answer is missing (expected: one from each agent)");
        }
    }

    private String bold(String text) {
        return host.terminal().styled(Style.BOLD, text);
    }

    @Override
    public void close() {
        agents.forEach(DemoAgent::close);
    }
}
