package io.headwater.client;

import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.internal.Pending;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The few settings a process resolves for itself before it can ask the server for the rest: whether to ask at all, where the
 * server is, and with which credentials.
 *
 * @param enabled whether the process is to take its settings from the stream
 * @param reason which key decided that, in words for a person
 * @param server where the server listens
 * @param credentials the files that are shared on a host
 * @param environment what the environment says in {@code DD_*}, for the report of what the stream overrules
 */
public record Bootstrap(
        boolean enabled, String reason, Address server, CredentialFiles credentials, Map<String, String> environment) {
    public Bootstrap {
        environment = Map.copyOf(environment);
    }

    /**
     * Reads the environment and the first readable of {@code files}. The switches go by environment, then file, then default;
     * the bootstrap settings by file, then environment, then default, as in the agent.
     *
     * @param environment such as {@link System#getenv()}
     * @param files candidates; one that does not end in {@code .yaml} or {@code .yml} is a directory with a {@code datadog.yaml}
     * @throws IllegalArgumentException when a value is not what its key takes, or when the registry is switched off
     */
    public static Bootstrap read(Map<String, String> environment, List<Path> files) {
        if (!files.isEmpty()) {
            return Pending.yet(files);
        }
        return new Bootstrap(
                true, "default", Address.of("localhost:5001"), CredentialFiles.in(Path.of(".")), environment);
    }
}
