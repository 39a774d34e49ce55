package io.headwater.cli.command;

import static io.headwater.cli.render.Table.cell;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.connect.ServerOption;
import io.headwater.cli.render.Ago;
import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Style;
import io.headwater.cli.render.Table;
import io.headwater.wire.admin.v1.Agent;
import io.headwater.wire.admin.v1.ListAgentsRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "agents",
        description = "Print the registered agents and how current each one's stream is.",
        footer = {
            "",
            "LAG counts the revisions that an agent's slowest stream has yet to be sent;",
            "0 is current.",
            "",
            "Examples:",
            "  headwater agents",
            "  headwater agents --output json | jq '.[] | select(.lag > 0)'"
        })
public final class Agents implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    public Agents(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (var connection = server.connect()) {
            var agents = connection
                    .ask(admin -> admin.listAgents(ListAgentsRequest.getDefaultInstance()))
                    .getAgentsList();
            output.print(host.terminal(), agents.stream().map(Agents::data).toList(), () -> print(agents));
            return Exit.DONE;
        }
    }

    private void print(List<Agent> agents) {
        if (agents.isEmpty()) {
            host.terminal().note("no agent is registered");
            return;
        }
        var table = new Table("NAME", "FLAVOR", "PID", "STREAMS", "REVISION", "LAG", "SEEN", "SERVICES");
        agents.forEach(agent -> table.row(
                cell(agent.getDisplayName(), Style.BOLD),
                cell(agent.getFlavor()),
                cell(agent.getPid()),
                cell(Integer.toString(agent.getStreams()), agent.getStreams() == 0 ? Style.NOTICE : Style.PLAIN),
                cell(Long.toString(agent.getOfferedRevision())),
                cell(Long.toString(agent.getLag()), agent.getLag() == 0 ? Style.GOOD : Style.NOTICE),
                cell(Ago.of(Duration.between(
                        Shown.instant(agent.getLastSeen()), host.clock().instant()))),
                cell(services(agent))));
        table.print(host.terminal());
    }

    private static String services(Agent agent) {
        return agent.getServicesList().stream()
                .map(service -> service.substring(service.lastIndexOf('.') + 1))
                .map(service -> service.replaceFirst("Provider$", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    static Map<String, @Nullable Object> data(Agent agent) {
        return Fields.of(
                "name", agent.getDisplayName(),
                "flavor", agent.getFlavor(),
                "pid", agent.getPid(),
                "session_id", agent.getSessionId(),
                "endpoint", agent.getApiEndpointUri(),
                "services", agent.getServicesList(),
                "registered", Shown.instant(agent.getRegistered()).toString(),
                "last_seen", Shown.instant(agent.getLastSeen()).toString(),
                "streams", agent.getStreams(),
                "offered_revision", agent.getOfferedRevision(),
                "lag", agent.getLag());
    }
}
