package io.headwater.examples.agents;

import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import io.headwater.client.agent.RemoteAgent;
import java.time.Duration;
import java.util.Map;

/** Takes DogStatsD's traffic when {@code data_plane.enabled} says so, and stands by when it does not. */
public final class AgentDataPlane implements ExampleAgent {
    private final ConfigClient client;

    public AgentDataPlane(ConfigClient.Builder config, Duration patience)
            throws NotReadyException, InterruptedException {
        client = config.agent(RemoteAgent.named("Agent Data Plane")
                        .status("DogStatsD", this::dogstatsd)
                        .flareText("dogstatsd.txt", () -> dogstatsd().toString())
                        .telemetry(() ->
                                "# TYPE data_plane_enabled gauge\ndata_plane_enabled " + (enabled() ? 1 : 0) + "\n"))
                .start();
        client.awaitReady(patience);
    }

    public boolean enabled() {
        return client.reader().getBoolean("data_plane.enabled", false);
    }

    private Map<String, String> dogstatsd() {
        var view = client.view();
        if (!view.getBoolean("data_plane.enabled", false)) {
            return Map.of("listening", "no: data_plane.enabled is false");
        }
        return Map.of(
                "listening", "port " + view.getInt("dogstatsd_port", 8125),
                "buffer", view.getInt("dogstatsd_buffer_size", 8192) + " bytes");
    }

    @Override
    public ConfigClient client() {
        return client;
    }
}
