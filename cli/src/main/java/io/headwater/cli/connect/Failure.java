package io.headwater.cli.connect;

import com.google.common.base.Throwables;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headwater.cli.Exit;
import io.headwater.cli.Problem;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import javax.net.ssl.SSLException;

/** What a failed call means to the person who made it. */
public final class Failure {
    private static final String OTHER_SERVER = "or name another server with --server ADDR (or HEADWATER_SERVER)";

    private Failure() {}

    public static Problem of(StatusRuntimeException failure, Address address) {
        var said = said(failure);
        return switch (failure.getStatus().getCode()) {
            case UNAVAILABLE -> unavailable(failure, address);
            case DEADLINE_EXCEEDED ->
                new Problem(
                        Exit.UNREACHABLE,
                        "server: " + address + " (expected: an answer in time)",
                        "see whether it is overloaded, " + OTHER_SERVER);
            case UNAUTHENTICATED, PERMISSION_DENIED ->
                new Problem(
                        Exit.REFUSED,
                        "server: " + address + " refused: " + said,
                        "name the data directory of that very server with " + ServerOption.DATA_FLAG);
            case UNIMPLEMENTED ->
                new Problem(
                        Exit.NO,
                        "server: " + address + " (expected: a Headwater server that serves this): " + said,
                        "see what listens there, " + OTHER_SERVER);
            case OK,
                    CANCELLED,
                    UNKNOWN,
                    INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    ABORTED,
                    OUT_OF_RANGE,
                    INTERNAL,
                    DATA_LOSS -> new Problem(Exit.NO, said);
        };
    }

    /**
     * The same for credentials that cannot be used.
     *
     * @param flag how their place is given
     */
    public static Problem of(CredentialException failure, String flag) {
        var subject = "credentials: " + failure.file();
        return switch (failure.getCause()) {
            case null -> new Problem(Exit.USAGE, subject + " (expected: " + failure.rule() + ")");
            case NoSuchFileException _ ->
                new Problem(
                        Exit.USAGE,
                        subject + " (expected: " + failure.rule() + ")",
                        "say where it is with " + flag,
                        "or start a server that makes it: headwater serve");
            default ->
                new Problem(
                        Exit.USAGE,
                        subject + " (expected: a file that " + System.getProperty("user.name") + " can read)",
                        "run as the user whose server it is, or say where the file is with " + flag);
        };
    }

    /** The same in a few words, for a line about a server that is being waited for. */
    public static String briefly(StatusRuntimeException failure, Address address) {
        return nobodyThere(Throwables.getRootCause(failure), address) ? "nothing listens there" : said(failure);
    }

    private static Problem unavailable(StatusRuntimeException failure, Address address) {
        var cause = Throwables.getRootCause(failure);
        if (nobodyThere(cause, address)) {
            return new Problem(
                    Exit.UNREACHABLE,
                    "server: " + address + " (expected: a server that listens there)",
                    "start one with: headwater serve",
                    OTHER_SERVER);
        }
        if (Throwables.getCausalChain(failure).stream().anyMatch(SSLException.class::isInstance)) {
            return new Problem(
                    Exit.REFUSED,
                    "server: " + address + " (expected: a server that shares the certificate in the data directory)",
                    "name the data directory of that very server with " + ServerOption.DATA_FLAG,
                    OTHER_SERVER);
        }
        var lost = cause instanceof SocketException ? "connection lost" : said(failure);
        return new Problem(Exit.UNREACHABLE, "server: " + address + ": " + lost, "start it again, " + OTHER_SERVER);
    }

    private static boolean nobodyThere(Throwable cause, Address address) {
        return cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || (address instanceof Address.Unix(var path) && !Files.exists(path));
    }

    private static String said(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        var description = status.getDescription();
        return description == null || description.isBlank() ? status.getCode().toString() : description;
    }
}
