package io.headwater.examples.agents;

import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The five agents by name. */
public enum ExampleAgents {
    SYSTEM_PROBE("system-probe"),
    TRACE_AGENT("trace-agent"),
    PROCESS_AGENT("process-agent"),
    SECURITY_AGENT("security-agent"),
    AGENT_DATA_PLANE("agent-data-plane");

    private final String agent;

    ExampleAgents(String agent) {
        this.agent = agent;
    }

    public static Optional<ExampleAgents> named(String name) {
        return Arrays.stream(values()).filter(agent -> agent.agent.equals(name)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(agent -> agent.agent).toList();
    }

    /** Its name on the stream, which is also what a {@link ConfigClient.Builder} for it begins with. */
    public String agentName() {
        return agent;
    }

    /**
     * Starts it.
     *
     * @param config a builder under the agent's name, which says where the server is
     * @param patience how long it waits until there are settings
     */
    public ExampleAgent start(ConfigClient.Builder config, Duration patience)
            throws NotReadyException, InterruptedException {
        return switch (this) {
            case SYSTEM_PROBE -> new SystemProbe(config, patience);
            case TRACE_AGENT -> new TraceAgent(config, patience);
            case PROCESS_AGENT -> new ProcessAgent(config, patience);
            case SECURITY_AGENT -> new SecurityAgent(config, patience);
            case AGENT_DATA_PLANE -> new AgentDataPlane(config, patience);
        };
    }
}
