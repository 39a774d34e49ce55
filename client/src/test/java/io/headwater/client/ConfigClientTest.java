package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.testkit.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A client and the real server. */
final class ConfigClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @AutoClose
    private final TestServer server = TestServer.with("log_level: warn\n");

    private ConfigClient start() {
        return ConfigClient.builder("trace-agent")
                .server(server.address())
                .credentials(server.credentials())
                .reconnectWithin(Duration.ofMillis(100))
                .start();
    }

    @Test
    void readsWhatTheServerHasAndHearsOfAChange() throws Exception {
        try (var client = start()) {
            client.awaitReady(LONG);
            assertThat(client.reader().getString("log_level")).isEqualTo("warn");
            assertThat(client.reader().source("log_level")).contains("file");

            server.set("log_level", "debug");

            await().untilAsserted(() ->
                    assertThat(client.reader().getString("log_level")).isEqualTo("debug"));
            assertThat(client.reader().source("log_level")).contains("cli");
            server.unset("log_level");
            await().untilAsserted(() ->
                    assertThat(client.reader().source("log_level")).contains("file"));
        }
    }
}
