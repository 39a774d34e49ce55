package io.headwater.examples.agents;

import io.headwater.client.Change;
import io.headwater.client.ConfigClient;
import io.headwater.client.ConfigReport;
import io.headwater.client.NotReadyException;
import io.headwater.client.agent.RemoteAgent;
import java.time.Duration;
import java.util.Map;

/** Checks compliance: one listener on one key, a duration, starts its timer anew. */
public final class SecurityAgent implements ExampleAgent {
    private static final String INTERVAL = "compliance_config.check_interval";

    private volatile Duration every = Duration.ofMinutes(20);
    private final ConfigClient client;

    public SecurityAgent(ConfigClient.Builder config, Duration patience)
            throws NotReadyException, InterruptedException {
        client = config.logLevelFrom("security_agent.log_level")
                .agent(RemoteAgent.named("Security Agent")
                        .status("Compliance", this::compliance)
                        .flareText("compliance.txt", () -> compliance().toString())
                        .flareText("compliance_config.txt", this::section))
                .start();
        client.awaitReady(patience);
        client.listen().key(INTERVAL).initially().each(this::reschedule);
    }

    private void reschedule(Change change) {
        every = client.reader().getDuration(INTERVAL, every);
    }

    private Map<String, String> compliance() {
        var enabled = client.reader().getBoolean("compliance_config.enabled", false);
        return Map.of("checks", enabled ? "every " + every.toSeconds() + " s" : "off");
    }

    private String section() {
        return ConfigReport.of(client.view().under("compliance_config"));
    }

    public Duration every() {
        return every;
    }

    @Override
    public ConfigClient client() {
        return client;
    }
}
