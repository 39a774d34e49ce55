package io.headwater.cli.connect;

import com.google.common.base.Throwables;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headwater.cli.Exit;
import io.headwater.cli.Problem;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
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
                        "name the data directory of that very server with --data DIR (or HEADWATER_DATA)");
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
                    "name the data directory of that very server with --data DIR (or HEADWATER_DATA)",
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
