package io.headwater.cli.command;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Problem;
import io.headwater.cli.connect.ServerOption;
import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Printable;
import io.headwater.cli.render.Style;
import io.headwater.wire.admin.v1.AgentStatus;
import io.headwater.wire.admin.v1.GetStatusRequest;
import io.headwater.wire.admin.v1.Section;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = "Ask the agents how they are, and print what each one says of itself.",
        footer = {
            "",
            "Ends with 1 when an agent did not answer, or when none has the given name.",
            "",
            "Examples:",
            "  headwater status",
            "  headwater status trace-agent --output json"
        })
public final class Status implements Callable<Integer> {
    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Parameters(arity = "0..1", paramLabel = "AGENT", description = "Only agents of this name or flavor.")
    private String agent = "";

    public Status(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (var connection = server.connect()) {
            var agents = connection
                    .ask(admin -> admin.getStatus(
                            GetStatusRequest.newBuilder().setAgent(agent).build()))
                    .getAgentsList();
            if (agents.isEmpty() && !agent.isEmpty()) {
                throw unknown(agent);
            }
            output.print(host.terminal(), agents.stream().map(Status::data).toList(), () -> print(agents));
            return agents.stream().allMatch(status -> status.getError().isEmpty()) ? Exit.DONE : Exit.NO;
        }
    }

    static Problem unknown(String agent) {
        return new Problem(
                Exit.NO,
                "agent: " + Printable.of(agent) + " (expected: the name or the flavor of a registered agent)",
                "see which there are with: headwater agents");
    }

    private void print(List<AgentStatus> agents) {
        if (agents.isEmpty()) {
            host.terminal().note("no agent is registered");
        }
        for (var i = 0; i < agents.size(); i++) {
            if (i > 0) {
                host.terminal().print("");
            }
            print(agents.get(i));
        }
    }

    private void print(AgentStatus status) {
        var terminal = host.terminal();
        var agent = status.getAgent();
        terminal.print(terminal.styled(Style.BOLD, Printable.of(agent.getDisplayName())) + " ("
                + Printable.of(agent.getFlavor()) + ", pid " + Printable.of(agent.getPid()) + ")");
        if (!status.getError().isEmpty()) {
            terminal.print("  " + terminal.styled(Style.BAD, "no answer: " + Printable.of(status.getError())));
            return;
        }
        fields(status.getMainSection(), "  ");
        for (var section : status.getNamedSectionsList()) {
            terminal.print("  " + terminal.styled(Style.BOLD, Printable.of(section.getName())));
            fields(section, "    ");
        }
    }

    private void fields(Section section, String indent) {
        new TreeMap<>(section.getFieldsMap())
                .forEach((name, value) ->
                        host.terminal().print(indent + Printable.of(name) + ": " + Printable.of(value)));
    }

    private static Map<String, @Nullable Object> data(AgentStatus status) {
        var sections = new TreeMap<String, Object>();
        status.getNamedSectionsList()
                .forEach(section -> sections.put(section.getName(), new TreeMap<>(section.getFieldsMap())));
        return Fields.of(
                "agent",
                Agents.data(status.getAgent()),
                "error",
                status.getError().isEmpty() ? null : status.getError(),
                "main",
                new TreeMap<>(status.getMainSection().getFieldsMap()),
                "sections",
                sections);
    }
}
