package io.headwater.client.internal.bootstrap;

import io.headwater.client.Bootstrap;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides whether to follow a stream, and where from: once, from an environment and at most one file. Not thread-safe. */
public final class BootstrapReader {
    static final String IPC = "remote_agent.core_agent_ipc.enabled";
    static final String CONSUMER = "remote_agent.configstream.consumer.enabled";
    static final String CONSUMER_IN_THE_DOCUMENTS = "use_rar_config_stream";
    static final String REGISTRY = "remote_agent.registry.enabled";
    static final String OLDER_REGISTRY = "remote_agent_registry.enabled";
    static final String HOST = "cmd_host";
    static final String PORT = "cmd_port";
    static final String VSOCK = "vsock_addr";
    static final String TOKEN_FILE = "auth_token_file_path";
    static final String CERTIFICATE_FILE = "ipc_cert_file_path";

    /** What holds when nobody says anything; empty for nothing. */
    static final Map<String, String> DEFAULTS = Map.of(
            IPC, "true",
            CONSUMER, "true",
            REGISTRY, "true",
            HOST, "localhost",
            PORT, "5001",
            VSOCK, "",
            TOKEN_FILE, "",
            CERTIFICATE_FILE, "");

    private static final Set<String> KEYS = Stream.concat(
                    DEFAULTS.keySet().stream(), Stream.of(CONSUMER_IN_THE_DOCUMENTS, OLDER_REGISTRY))
            .collect(Collectors.toUnmodifiableSet());
    private static final int MOST_BYTES = 8 << 20;

    private final Map<String, String> environment;
    private final Path file;
    private @Nullable Map<String, Given> inFile;

    private BootstrapReader(Map<String, String> environment, Path file) {
        this.environment = environment;
        this.file = file;
    }

    /** As {@link Bootstrap#read} says. */
    public static Bootstrap read(Map<String, String> environment, List<Path> files) {
        var ours = environment.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("DD_"))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        return new BootstrapReader(ours, file(files)).read();
    }

    /** The first that can be read; without one the last, beside which the credentials would be. */
    private static Path file(List<Path> files) {
        var last = Path.of("datadog.yaml");
        for (var each : files) {
            var name = each.toString().toLowerCase(Locale.ROOT);
            last = name.endsWith(".yaml") || name.endsWith(".yml") ? each : each.resolve("datadog.yaml");
            if (isReadable(last)) {
                return last;
            }
        }
        return last;
    }

    private static boolean isReadable(Path file) {
        return Files.isRegularFile(file) && Files.isReadable(file);
    }

    private Bootstrap read() {
        var decides = one(this::variable, this::inFile, IPC);
        if (decides.asBoolean()) {
            decides = one(this::variable, this::inFile, CONSUMER, CONSUMER_IN_THE_DOCUMENTS);
        }
        boolean enabled = decides.asBoolean();
        var reason = decides.key() + ": " + enabled
                + (decides.where().equals(decides.key()) ? "" : " (" + decides.where() + ")");
        if (!enabled) {
            return new Bootstrap(false, reason, Address.of("localhost:5001"), beside(), environment);
        }
        requireRegistry();
        return new Bootstrap(true, reason, server(), credentials(), environment);
    }

    private void requireRegistry() {
        var registry = setting(REGISTRY, OLDER_REGISTRY);
        if (!registry.asBoolean()) {
            throw registry.problem(
                    "true, as there is no stream without the registry; to do without both set " + CONSUMER + ": false");
        }
    }

    private Address server() {
        var vsock = setting(VSOCK);
        if (!vsock.text().isEmpty()) {
            throw vsock.problem("nothing, as this library does not speak vsock; set " + HOST
                    + " to a host or to the path of a Unix socket");
        }
        var host = setting(HOST);
        int port = setting(PORT).asPort();
        try {
            return Address.of(host.text().contains("/") ? host.text() : new Address.Tcp(host.text(), port).toString());
        } catch (IllegalArgumentException e) {
            throw host.problem("a host, an IP address, or the path of a Unix socket");
        }
    }

    private CredentialFiles credentials() {
        var token = setting(TOKEN_FILE).text();
        var certificate = setting(CERTIFICATE_FILE).text();
        var beside = beside();
        var tokenFile = token.isEmpty() ? beside.token() : Path.of(token);
        var besideToken = tokenFile.resolveSibling(beside.certificate().getFileName());
        return new CredentialFiles(tokenFile, certificate.isEmpty() ? besideToken : Path.of(certificate));
    }

    private CredentialFiles beside() {
        var directory = file.getParent();
        return CredentialFiles.in(directory == null ? Path.of("") : directory);
    }

    /** A bootstrap setting: the file overrules the environment. */
    private Given setting(String... names) {
        return one(this::inFile, this::variable, names);
    }

    /** The first of the sources that says anything, and in it the first of the names; then the default. */
    private Given one(
            Function<String, Optional<Given>> first, Function<String, Optional<Given>> second, String... names) {
        return Stream.of(first, second)
                .flatMap(source -> Stream.of(names).map(source).flatMap(Optional::stream))
                .findFirst()
                .orElseGet(() -> Given.byDefault(names[0], DEFAULTS.getOrDefault(names[0], "")));
    }

    private Optional<Given> variable(String key) {
        var name = "DD_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isEmpty())
                .map(text -> Given.variable(name, text));
    }

    private Optional<Given> inFile(String key) {
        if (inFile == null) {
            inFile = isReadable(file) ? BlockYaml.read(file.toString(), content(), KEYS) : Map.of();
        }
        return Optional.ofNullable(inFile.get(key));
    }

    private String content() {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(
                        file + ": " + Files.size(file) + " bytes (expected: at most " + MOST_BYTES + ")");
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": other characters (expected: UTF-8)", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": " + e.getMessage() + " (expected: a file that can be read)", e);
        }
    }
}
