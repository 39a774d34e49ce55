package io.headwater.examples.agents;

import io.headwater.client.ChangeBatch;
import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import io.headwater.client.agent.RemoteAgent;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** Lists processes: a listener on the section {@code process_config} turns its checks on and off. */
public final class ProcessAgent implements ExampleAgent {
    private final AtomicLong rounds = new AtomicLong();
    private volatile Map<String, String> checks = Map.of();
    private final ConfigClient client;

    public ProcessAgent(ConfigClient.Builder config, Duration patience) throws NotReadyException, InterruptedException {
        client = config.logLevelFrom("process_config.log_level")
                .agent(RemoteAgent.named("Process Agent")
                        .status("Checks", () -> checks)
                        .flareText("checks.json", () -> json(checks))
                        .flareText("rounds.json", () -> json(Map.of("rounds", rounds.toString())))
                        .telemetry(() -> "# TYPE process_agent_rounds counter\nprocess_agent_rounds " + rounds + "\n"))
                .start();
        client.awaitReady(patience);
        client.listen().prefix("process_config").initially().batches(this::choose);
    }

    private void choose(ChangeBatch batch) {
        var chosen = new TreeMap<String, String>();
        for (var check : new String[] {"process", "container"}) {
            var on = batch.view().getBoolean("process_config." + check + "_collection.enabled", false);
            chosen.put(check, on ? "running" : "off");
        }
        checks = Map.copyOf(chosen);
        rounds.incrementAndGet();
    }

    /** Its texts hold no quotes. */
    private static String json(Map<String, String> fields) {
        var json = new StringBuilder("{");
        new TreeMap<>(fields)
                .forEach((name, value) -> json.append(json.length() > 1 ? "," : "")
                        .append('"')
                        .append(name)
                        .append("\":\"")
                        .append(value)
                        .append('"'));
        return json.append("}\n").toString();
    }

    public Map<String, String> checks() {
        return checks;
    }

    @Override
    public ConfigClient client() {
        return client;
    }
}
