package io.headwater.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final Meters meters = new Meters();

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void exposesTheDocumentsNamesAsTheyAre() {
        assertThat(meters.scrape().lines())
                .contains(
                        "configstream_subscribers 0.0",
                        "configstream_snapshots_sent 0.0",
                        "configstream_updates_sent 0.0",
                        "configstream_discontinuities 0.0",
                        "configstream_dropped_updates 0.0",
                        "config_stream_snapshot_size_bytes 0.0");
    }

    @Test
    void countsWhatTheStreamsDo() {
        meters.snapshotSent();
        meters.updatesSent(7);
        meters.discontinuity(3);
        meters.snapshotEncoded(4096);
        meters.timeToFirstSnapshot(Duration.ofMillis(3));
        meters.authorizationError("unknown_session");
        meters.oversizedMessage("datadog.api.v1.AgentSecure/StreamConfigEvents");

        assertThat(meters.scrape().lines())
                .contains(
                        "configstream_snapshots_sent 1.0",
                        "configstream_updates_sent 7.0",
                        "configstream_discontinuities 1.0",
                        "configstream_dropped_updates 3.0",
                        "config_stream_snapshot_size_bytes 4096.0",
                        "config_stream_time_to_first_snapshot_seconds_bucket{le=\"0.0025\"} 0",
                        "config_stream_time_to_first_snapshot_seconds_bucket{le=\"0.005\"} 1",
                        "config_stream_authorization_errors_total{reason=\"unknown_session\"} 1.0",
                        "agent_ipc__grpc_oversized_messages{method=\"datadog.api.v1.AgentSecure/StreamConfigEvents\"} 1.0");
    }

    @Test
    void showsTheSlowestStreamOfEachAgentWhileItIsOpen() {
        var slow = meters.subscribed("trace-agent", () -> 9);
        var quick = meters.subscribed("trace-agent", () -> 2);
        assertThat(meters.scrape().lines())
                .contains(
                        "configstream_subscribers 2.0",
                        "config_stream_lag_changes{remote_agent_name=\"trace-agent\"} 9.0");

        slow.close();
        slow.close();
        assertThat(meters.scrape().lines())
                .contains(
                        "configstream_subscribers 1.0",
                        "config_stream_lag_changes{remote_agent_name=\"trace-agent\"} 2.0");

        quick.close();
        assertThat(meters.scrape()).contains("configstream_subscribers 0.0").doesNotContain("trace-agent");
    }

    @Test
    void tellsOfTheAgentsAndTheCallsToThem() {
        meters.registered(() -> Map.of("trace-agent", 2L));
        meters.registrationRefused("nameless");
        meters.actionTook("trace-agent", "datadog.remoteagent.status.v1.StatusProvider", Duration.ofMillis(20));
        meters.actionFailed("trace-agent", "datadog.remoteagent.status.v1.StatusProvider", "DEADLINE_EXCEEDED");

        var labels = "remote_agent_name=\"trace-agent\"";
        var action = "action=\"datadog.remoteagent.status.v1.StatusProvider\"";
        assertThat(meters.scrape().lines())
                .contains(
                        "remote_agent_registry_registered{" + labels + "} 2.0",
                        "remote_agent_registry_registered_error{remote_agent_name=\"nameless\"} 1.0",
                        "remote_agent_registry_action_duration_seconds_bucket{" + action + "," + labels
                                + ",le=\"0.025\"} 1",
                        "remote_agent_registry_action_error{" + action + ",error=\"DEADLINE_EXCEEDED\"," + labels
                                + "} 1.0");
    }

    @Test
    void keepsABoundedNumberOfSeriesHoweverManyNamesComeAlong() {
        for (int i = 0; i < 2_000; i++) {
            var agent = "agent-" + i;
            meters.registrationRefused(agent);
            meters.actionTook(agent, "status", Duration.ofMillis(1));
            meters.subscribed(agent, () -> 1);
        }

        var lines = meters.scrape().lines().toList();
        assertThat(lines).hasSizeLessThan(12_000);
        assertThat(lines)
                .contains("remote_agent_registry_registered_error{remote_agent_name=\"other\"} 1488.0")
                .contains("config_stream_lag_changes{remote_agent_name=\"other\"} 1.0")
                .contains(
                        "remote_agent_registry_action_duration_seconds_count{action=\"status\",remote_agent_name=\"other\"} 1488");
    }

    @Test
    void tellsOfTheProcessItself() {
        assertThat(meters.scrape())
                .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ", "process_uptime_seconds ");
    }
}
