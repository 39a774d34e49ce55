package io.headwater.examples.agents;

import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import io.headwater.client.agent.RemoteAgent;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Watches connections: reads one consistent view of several keys each time it is asked. */
public final class SystemProbe implements ExampleAgent {
    private final ConfigClient client;

    public SystemProbe(ConfigClient.Builder config, Duration patience) throws NotReadyException, InterruptedException {
        client = config.logLevelFrom("system_probe.log_level")
                .agent(RemoteAgent.named("System Probe")
                        .status("Network", this::network)
                        .status("Compliance", this::compliance)
                        .flareText("network.txt", () -> network().toString())
                        .telemetry(() -> "# TYPE system_probe_watching gauge\nsystem_probe_watching "
                                + network().size() + "\n"))
                .start();
        client.awaitReady(patience);
    }

    private Map<String, String> network() {
        var view = client.view();
        return Map.of(
                "tcp", onOff(view.getBoolean("network_config.collect_tcp_v4", false)),
                "udp", onOff(view.getBoolean("network_config.collect_udp_v4", false)),
                "dns ports",
                        view.getStrings("network_config.dns_monitoring_ports", List.of())
                                .toString());
    }

    private Map<String, String> compliance() {
        return Map.of(
                "in this process", onOff(client.reader().getBoolean("compliance_config.run_in_system_probe", false)));
    }

    private static String onOff(boolean on) {
        return on ? "on" : "off";
    }

    @Override
    public ConfigClient client() {
        return client;
    }
}
