package io.headwater.server.sources;

import io.headwater.core.feed.Snapshot;
import io.headwater.core.settings.Declaration;
import io.headwater.core.settings.Setting;
import io.headwater.core.settings.Type;
import io.headwater.core.settings.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings that this server itself goes by when it faces agents. Some were renamed over the agent's releases: each is read
 * from the newest of its keys that a source gave, and what a schema declares as default for one of them does not count.
 *
 * @param registryEnabled whether agents may register
 * @param refreshInterval how often an agent is asked to refresh its session
 * @param idleTimeout how long a session lives without a sign of its agent
 * @param queryTimeout how long agents have to answer a callback
 * @param maxMessageBytes the largest message sent or taken
 * @param host where the agents' face listens; a path when it is a Unix socket
 * @param port its port
 * @param authTokenFile the file of the bearer token; empty for the usual place
 * @param certificateFile the file of the certificate and its key; empty for the usual place
 * @param credentialTimeout how long to wait for the credential files
 */
public record AgentOptions(
        boolean registryEnabled,
        Duration refreshInterval,
        Duration idleTimeout,
        Duration queryTimeout,
        long maxMessageBytes,
        String host,
        int port,
        String authTokenFile,
        String certificateFile,
        Duration credentialTimeout) {
    /** What holds when no source says anything. */
    public static final AgentOptions DEFAULT = new AgentOptions(
            true,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(3),
            128L << 20,
            "localhost",
            5001,
            "",
            "",
            Duration.ofSeconds(30));

    /** Both spellings of every key, for the schemas that know only one of them. None has a default, so none is in the feed unasked. */
    static final List<Declaration> DECLARATIONS = List.of(
            Declaration.of("remote_agent.registry.enabled", Type.BOOLEAN),
            Declaration.of("remote_agent.registry.idle_timeout", Type.DURATION),
            Declaration.of("remote_agent.registry.query_timeout", Type.DURATION),
            Declaration.of("remote_agent.registry.recommended_refresh_interval", Type.DURATION),
            Declaration.of("remote_agent.configstream.sleep_interval", Type.DURATION),
            Declaration.of("remote_agent.configstream.consumer.enabled", Type.BOOLEAN),
            Declaration.of("remote_agent_registry.enabled", Type.BOOLEAN),
            Declaration.of("remote_agent_registry.idle_timeout", Type.DURATION),
            Declaration.of("remote_agent_registry.query_timeout", Type.DURATION),
            Declaration.of("remote_agent_registry.recommended_refresh_interval", Type.DURATION),
            Declaration.of("config_stream.sleep_interval", Type.DURATION),
            Declaration.of("agent_ipc.grpc_max_message_size", Type.INTEGER),
            Declaration.of("agent_ipc.grpc_warning_message_size", Type.INTEGER),
            Declaration.of("cmd_host", Type.STRING),
            Declaration.of("cmd_port", Type.INTEGER),
            Declaration.of("ipc_address", Type.STRING),
            Declaration.of("auth_token_file_path", Type.STRING),
            Declaration.of("ipc_cert_file_path", Type.STRING),
            Declaration.of("auth_init_timeout", Type.DURATION));

    /** The options that a state of the settings comes to. */
    public static AgentOptions of(Snapshot<String, Setting> settings) {
        return new AgentOptions(
                given(settings, "remote_agent.registry.enabled", "remote_agent_registry.enabled")
                        .map(value -> value.equals(Value.of(true)))
                        .orElse(DEFAULT.registryEnabled),
                duration(settings, "registry.recommended_refresh_interval").orElse(DEFAULT.refreshInterval),
                duration(settings, "registry.idle_timeout").orElse(DEFAULT.idleTimeout),
                duration(settings, "registry.query_timeout").orElse(DEFAULT.queryTimeout),
                number(settings, "agent_ipc.grpc_max_message_size").orElse(DEFAULT.maxMessageBytes),
                given(settings, "cmd_host", "ipc_address").map(Value::toString).orElse(DEFAULT.host),
                number(settings, "cmd_port").map(Long::intValue).orElse(DEFAULT.port),
                given(settings, "auth_token_file_path").map(Value::toString).orElse(DEFAULT.authTokenFile),
                given(settings, "ipc_cert_file_path").map(Value::toString).orElse(DEFAULT.certificateFile),
                nanos(settings, "auth_init_timeout").orElse(DEFAULT.credentialTimeout));
    }

    private static Optional<Duration> duration(Snapshot<String, Setting> settings, String name) {
        return nanos(settings, "remote_agent." + name, "remote_agent_" + name);
    }

    private static Optional<Duration> nanos(Snapshot<String, Setting> settings, String... keys) {
        return number(settings, keys).map(Duration::ofNanos).filter(Duration::isPositive);
    }

    private static Optional<Long> number(Snapshot<String, Setting> settings, String... keys) {
        return given(settings, keys)
                .flatMap(value -> value instanceof Value.Whole(var number) ? Optional.of(number) : Optional.empty());
    }

    private static Optional<Value> given(Snapshot<String, Setting> settings, String... keys) {
        for (var key : keys) {
            var setting = settings.get(key);
            if (setting != null && !setting.source().isDeclared()) {
                return Optional.of(setting.value());
            }
        }
        return Optional.empty();
    }
}
