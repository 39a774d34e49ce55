package io.headwater.server;

import io.headwater.server.sources.AgentOptions;
import io.headwater.server.transport.Address;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server is told when it starts.
 *
 * @param files the agent's configuration files; where two say the same key, the later wins
 * @param schema a directory with the schema; null for the one that is built in
 * @param data where credentials are kept; created when missing
 * @param agents where the agents' and the admin face listens; where the configuration says, when empty
 * @param http where the page for people and monitoring listens
 * @param environment the variables that count as settings
 */
public record Options(
        List<Path> files,
        @Nullable Path schema,
        Path data,
        List<Address> agents,
        Address.Tcp http,
        Map<String, String> environment) {
    public static final Address.Tcp HTTP = new Address.Tcp("127.0.0.1", 8080);

    public Options {
        files = List.copyOf(files);
        agents = List.copyOf(agents);
        environment = Map.copyOf(environment);
    }

    /** Where the agents' face listens: as told, or else as the configuration says. */
    List<Address> agents(AgentOptions settings) {
        if (!agents.isEmpty()) {
            return agents;
        }
        var host = settings.host();
        if (host.contains("/")) {
            return List.of(Address.parse(host));
        }
        return List.of(new Address.Tcp(host.equals("localhost") ? "127.0.0.1" : host, settings.port()));
    }

    /** Base name of the main configuration file, as every event names it. */
    String origin() {
        return files.isEmpty() ? "core-agent" : String.valueOf(files.getFirst().getFileName());
    }
}
