package io.headwater.examples.agents;

import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The five agents by name. */
public enum ExampleAgents {
    SYSTEM_PROBE("system-probe", SystemProbe::new),
    TRACE_AGENT("trace-agent", TraceAgent::new),
    PROCESS_AGENT("process-agent", ProcessAgent::new),
    SECURITY_AGENT("security-agent", SecurityAgent::new),
    AGENT_DATA_PLANE("agent-data-plane", AgentDataPlane::new);

    private final String agent;
    private final Start start;

    private interface Start {
        ExampleAgent with(ConfigClient.Builder config, Duration patience)
                throws NotReadyException, InterruptedException;
    }

    ExampleAgents(String agent, Start start) {
        this.agent = agent;
        this.start = start;
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
        return start.with(config, patience);
    }
}
