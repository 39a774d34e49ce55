package io.headwater.launcher;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to run a server.
 *
 * @param files the agent's configuration; a later file wins over an earlier one
 * @param schema a directory that replaces the built-in schema, or null
 * @param data where credentials and the database are; made when missing
 * @param agents where the agents' and the admin face listen: {@code HOST:PORT} or {@code unix:PATH}; port 0 takes a free one
 * @param http where metrics and health are served
 */
public record ServeOptions(List<Path> files, @Nullable Path schema, Path data, List<String> agents, String http) {
    public ServeOptions {
        files = List.copyOf(files);
        agents = List.copyOf(agents);
    }
}
