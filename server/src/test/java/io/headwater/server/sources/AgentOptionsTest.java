package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AgentOptionsTest {
    @Test
    void whatTheSchemaDeclaresAsDefaultDoesNotCount() {
        assertThat(options("")).isEqualTo(AgentOptions.DEFAULT);
    }

    @Test
    void eitherSpellingCounts() {
        assertThat(options("remote_agent_registry: {enabled: false, idle_timeout: 90s}"))
                .isEqualTo(options("remote_agent.registry: {enabled: false, idle_timeout: 90s}"))
                .matches(options ->
                        !options.registryEnabled() && options.idleTimeout().equals(Duration.ofSeconds(90)));
    }

    @Test
    void theNewerSpellingWins() {
        var options = options("remote_agent_registry.query_timeout: 1s\nremote_agent.registry.query_timeout: 2s\n");

        assertThat(options.queryTimeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void theRestIsReadUnderItsOwnName() {
        var options = options("""
                cmd_host: 0.0.0.0
                cmd_port: 5009
                auth_token_file_path: /t
                ipc_cert_file_path: /c
                auth_init_timeout: 1m
                agent_ipc.grpc_max_message_size: 1_000
                """);

        assertThat(options)
                .isEqualTo(new AgentOptions(
                        true,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(3),
                        1_000,
                        "0.0.0.0",
                        5009,
                        "/t",
                        "/c",
                        Duration.ofMinutes(1)));
    }

    private static AgentOptions options(String yaml) {
        var resolver = Settings.resolver();
        var read = new SettingsYaml(resolver.schema()).read("f.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        assertThat(resolver.replace(Source.FILE, read.entries(), "test", "").problems())
                .isEmpty();
        return AgentOptions.of(resolver.feed().head());
    }
}
