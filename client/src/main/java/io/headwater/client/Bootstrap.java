package io.headwater.client;

import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.internal.bootstrap.BootstrapReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The few settings a process resolves for itself before it can ask the server for the rest: whether to ask at all, where the
 * server is, and with which credentials.
 *
 * <p>Two switches decide whether to ask: {@code remote_agent.core_agent_ipc.enabled}, which wins when it is false, and {@code
 * remote_agent.configstream.consumer.enabled}, which the early documents call {@code use_rar_config_stream}. Both are on unless
 * said otherwise. The bootstrap settings are {@code cmd_host} (a path is a Unix socket), {@code cmd_port}, {@code
 * auth_token_file_path}, {@code ipc_cert_file_path} and {@code remote_agent.registry.enabled}; without their own settings the two
 * files are beside the configuration file. Each key may be given by its variable, as in {@code DD_CMD_PORT}.
 *
 * @param enabled whether the process is to take its settings from the stream
 * @param reason which key decided that, in words for a person
 * @param server where the server listens; of no meaning unless enabled
 * @param credentials the files that are shared on a host; of no meaning unless enabled
 * @param environment what the environment says in {@code DD_*}, for the report of what the stream overrules
 */
public record Bootstrap(
        boolean enabled, String reason, Address server, CredentialFiles credentials, Map<String, String> environment) {
    public Bootstrap {
        environment = Map.copyOf(environment);
    }

    /**
     * Reads the environment and the first readable of {@code files}. The switches go by environment, then file, then default;
     * the bootstrap settings by file, then environment, then default, as in the agent. A variable that is empty says nothing.
     *
     * <p>Of the file only the keys above are read. They must be written as plain YAML, one key on a line; one that is not is an
     * error with its line.
     *
     * @param environment such as {@link System#getenv()}
     * @param files candidates; one that does not end in {@code .yaml} or {@code .yml} is a directory with a {@code datadog.yaml}
     * @throws IllegalArgumentException when a value is not what its key takes, or when the registry is switched off
     */
    public static Bootstrap read(Map<String, String> environment, List<Path> files) {
        return BootstrapReader.read(environment, files);
    }

    /** Without the environment, which holds secrets. */
    @Override
    public String toString() {
        return "Bootstrap[" + reason + ", " + server + ", " + credentials + "]";
    }
}
