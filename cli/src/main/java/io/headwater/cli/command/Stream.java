package io.headwater.cli.command;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Interrupt;
import io.headwater.cli.Problem;
import io.headwater.cli.agent.AgentSession;
import io.headwater.cli.connect.Connection;
import io.headwater.cli.connect.Failure;
import io.headwater.cli.connect.ServerOption;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialException;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.connection.Credentials;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "stream",
        description = {
            "Follow the config stream as an agent does, and check its order.",
            "A snapshot comes first, every update is exactly one above the message before",
            "it, and a later snapshot is strictly above."
        },
        footer = {
            "",
            "Runs until Ctrl-C unless told when to end.",
            "Ends with 0 when every check passed, 1 when one failed.",
            "",
            "Examples:",
            "  headwater stream --duration 10s",
            "  headwater stream --ipc-address localhost:5001 --ipc-cert ./ipc_cert.pem",
            "  headwater stream --updates 1 --output json"
        })
public final class Stream implements Callable<Integer> {
    private static final Duration FOREVER = Duration.ofDays(365);

    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--ipc-address", paramLabel = "ADDR", description = "The same as --server.")
    private @Nullable String ipcAddress;

    @Option(
            names = "--ipc-cert",
            paramLabel = "FILE",
            description = "Certificate and key. Default: ipc_cert.pem in the data directory.")
    private @Nullable Path ipcCert;

    @Option(
            names = "--auth-token",
            paramLabel = "FILE|TEXT",
            description = "The token, or a file that holds it. Default: auth_token beside the certificate.")
    private @Nullable String authToken;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "config-stream-client",
            description = "What to register as. Default: ${DEFAULT-VALUE}.")
    private String name = "";

    @Option(names = "--duration", paramLabel = "TIME", description = "End after this long: 500ms, 10s, 1m30s.")
    private Duration duration = FOREVER;

    @Option(names = "--updates", paramLabel = "N", description = "End after so many updates.")
    private long updates = Long.MAX_VALUE;

    public Stream(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var report = new StreamReport(host.terminal(), output);
        try (var interrupt = new Interrupt();
                var connection = connect();
                var session = AgentSession.register(connection, registration())) {
            report.registered(session);
            var start = host.clock().instant();
            var end = follow(session.follow(name, duration), report);
            var passed = report.summary(Duration.between(start, host.clock().instant()));
            if (end != null && !ended(end)) {
                throw Failure.of(end, connection.address());
            }
            return interrupt.ending(passed ? Exit.DONE : Exit.NO);
        }
    }

    /** Reports until there is enough; why the stream ended, when that came first. */
    private @Nullable StatusRuntimeException follow(Iterator<ConfigEvent> events, StreamReport report) {
        try {
            while (!report.enough(updates) && events.hasNext()) {
                report.take(events.next());
            }
            return null;
        } catch (StatusRuntimeException e) {
            return e;
        }
    }

    private static boolean ended(StatusRuntimeException end) {
        var interrupted = Thread.interrupted();
        var code = end.getStatus().getCode();
        return code == Code.DEADLINE_EXCEEDED || (interrupted && code == Code.CANCELLED);
    }

    private RegisterRemoteAgentRequest registration() {
        return RegisterRemoteAgentRequest.newBuilder()
                .setPid(Long.toString(host.pid()))
                .setFlavor(name.replace('-', '_'))
                .setDisplayName(name)
                .setApiEndpointUri("https://config-stream-client/" + name)
                .build();
    }

    private Address address() {
        return ipcAddress == null ? server.address() : ServerOption.address("--ipc-address", ipcAddress);
    }

    private Connection connect() {
        if (ipcCert == null && authToken == null) {
            return new Connection(address(), server.data());
        }
        var certificate = ipcCert == null ? CredentialFiles.in(server.data()).certificate() : ipcCert;
        try {
            var given = Credentials.of(certificate, token(certificate));
            return new Connection(address(), () -> given);
        } catch (CredentialException e) {
            throw Failure.of(e, e.file().equals(certificate) ? "--ipc-cert FILE" : "--auth-token FILE|TEXT");
        }
    }

    private String token(Path certificate) throws CredentialException {
        if (authToken == null) {
            return Credentials.token(certificate.resolveSibling("auth_token"));
        }
        return isFile(authToken) ? Credentials.token(Path.of(authToken)) : text(authToken);
    }

    private static boolean isFile(String text) {
        try {
            return Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Never says what was given: it may be the token. */
    private static String text(String token) {
        var path = token.startsWith("/") || token.startsWith("./") || token.startsWith("../");
        if (path || token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new Problem(Exit.USAGE, "--auth-token: no such file (expected: a file that exists, or the token)");
        }
        return token;
    }
}
