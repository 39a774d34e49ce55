package io.headwater.examples.agents;

import io.headwater.client.Bound;
import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import io.headwater.client.agent.RemoteAgent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Receives traces, as many as {@code apm_config} allows: the settings are one record, replaced as a whole. */
public final class TraceAgent implements ExampleAgent {
    /** What it reads of {@code apm_config}. */
    public record Apm(boolean enabled, Optional<Double> maxTracesPerSecond, int receiverPort) {}

    private final Receiver receiver = new Receiver();
    private final ConfigClient client;
    private final Bound<Apm> apm;

    public TraceAgent(ConfigClient.Builder config, Duration patience) throws NotReadyException, InterruptedException {
        client = config.logLevelFrom("apm_config.log_level")
                .agent(RemoteAgent.named("Trace Agent")
                        .status("Receiver", receiver::status)
                        .flareText("receiver.txt", () -> receiver.status().toString()))
                .start();
        client.awaitReady(patience);
        apm = client.bind("apm_config", Apm.class);
        receiver.follow(apm.get());
        apm.onChange(receiver::follow);
    }

    public Apm apm() {
        return apm.get();
    }

    @Override
    public ConfigClient client() {
        return client;
    }

    private static final class Receiver {
        private volatile Apm apm = new Apm(false, Optional.empty(), 0);

        void follow(Apm changed) {
            apm = changed;
        }

        Map<String, String> status() {
            var now = apm;
            return Map.of(
                    "accepting",
                    now.enabled() ? "yes, on port " + now.receiverPort() : "no",
                    "traces per second, at most",
                    now.maxTracesPerSecond().map(String::valueOf).orElse("any number"));
        }
    }
}
