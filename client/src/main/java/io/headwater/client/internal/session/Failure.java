package io.headwater.client.internal.session;

import com.google.common.base.Throwables;
import io.grpc.Status;
import io.headwater.client.connection.Address;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import javax.net.ssl.SSLException;

/**
 * Why a call came to nothing.
 *
 * @param reason in words for a person
 */
record Failure(Kind kind, String reason) {
    enum Kind {
        /** The server does not know the session, or does not accept the caller. */
        SESSION_GONE,
        /** The link is broken, or may be. */
        LINK_LOST,
        /** The server was there, and said no. */
        REFUSED
    }

    /** Finds the status in the chain of causes. */
    static Failure of(Throwable thrown, Address address) {
        return of(Status.fromThrowable(thrown), address);
    }

    static Failure of(Status status, Address address) {
        return new Failure(kind(status.getCode()), reason(status, address));
    }

    /** The same without a word that a server may repeat and nobody else may see. */
    Failure hiding(String secret) {
        return new Failure(kind, reason.replace(secret, "********"));
    }

    private static Kind kind(Status.Code code) {
        return switch (code) {
            case NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED -> Kind.SESSION_GONE;
            case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> Kind.LINK_LOST;
            case INVALID_ARGUMENT,
                    ALREADY_EXISTS,
                    RESOURCE_EXHAUSTED,
                    FAILED_PRECONDITION,
                    OUT_OF_RANGE,
                    UNIMPLEMENTED -> Kind.REFUSED;
        };
    }

    private static String reason(Status status, Address address) {
        var cause = status.getCause();
        if (cause != null && status.getCode() == Status.Code.UNAVAILABLE) {
            var root = Throwables.getRootCause(cause);
            if (nobodyThere(root, address)) {
                return address + ": nothing listens there (expected: a server; start one with: headwater serve)";
            }
            if (Throwables.getCausalChain(cause).stream().anyMatch(SSLException.class::isInstance)) {
                return address + ": no trust between us (expected: a server that shares the certificate file)";
            }
            if (root instanceof SocketException) {
                return address + ": connection lost";
            }
        }
        var said = status.getDescription();
        return address + ": " + (said == null || said.isBlank() ? "" : said + " ") + "(" + status.getCode() + ")";
    }

    private static boolean nobodyThere(Throwable root, Address address) {
        return root instanceof ConnectException
                || root instanceof UnknownHostException
                || (address instanceof Address.Unix unix && !Files.exists(unix.path()));
    }
}
