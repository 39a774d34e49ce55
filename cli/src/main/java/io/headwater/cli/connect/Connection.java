package io.headwater.cli.connect;

import io.grpc.StatusRuntimeException;
import io.headwater.cli.Problem;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialException;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.connection.CredentialSource;
import io.headwater.client.connection.CurrentCredentials;
import io.headwater.client.connection.Dialer;
import io.headwater.wire.admin.v1.AdminGrpc;
import io.headwater.wire.admin.v1.AdminGrpc.AdminBlockingStub;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.api.v1.AgentSecureGrpc.AgentSecureBlockingStub;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The library's way to one server, with errors that are told to a person. Nothing is dialed before the first call. Safe to use
 * from any thread; closing it ends every call that is under way.
 */
public final class Connection implements AutoCloseable {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    private static final Duration ALL_WITHIN = Duration.ofMinutes(3);

    /*
     * A verb says itself what went wrong, and a start should not cost a logging framework: the transport logs to the JDK, and
     * nothing of it is shown. Held here, since a logger that nobody holds forgets its level.
     */
    private static final List<Logger> TRANSPORT = List.of(Logger.getLogger("io.grpc"), Logger.getLogger("io.netty"));

    static {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        TRANSPORT.forEach(logger -> logger.setLevel(Level.OFF));
    }

    private final Dialer dialer;
    private volatile io.headwater.client.connection.Connection dialed;

    /**
     * Shows what the files of a data directory hold at the moment.
     *
     * @throws Problem when one is missing or is not what it should be; the message names the flag
     */
    public Connection(Address address, Path data) {
        this(address, new CurrentCredentials(CredentialFiles.in(data)));
    }

    /** The same with credentials from elsewhere. */
    public Connection(Address address, CredentialSource credentials) {
        dialer = new Dialer(address, credentials, "connection");
        dialed = dial(dialer);
    }

    private static io.headwater.client.connection.Connection dial(Dialer dialer) {
        try {
            return dialer.dial();
        } catch (CredentialException e) {
            dialer.close();
            throw Failure.of(e, ServerOption.DATA_FLAG);
        }
    }

    public Address address() {
        return dialer.address();
    }

    /**
     * Asks the admin face once.
     *
     * @throws Problem when the server cannot be reached, refuses the caller, or says no
     */
    public <T> T ask(Function<AdminBlockingStub, T> call) {
        return translated(() -> call.apply(admin().withDeadlineAfter(ANSWER_WITHIN)));
    }

    /**
     * Hands over every message of a stream from the admin face, until the server ends it; errors as for {@link #ask}. For
     * what comes to an end within minutes.
     */
    public <T> void each(Function<AdminBlockingStub, Iterator<T>> call, Consumer<T> consumer) {
        translated(() -> {
            call.apply(admin().withDeadlineAfter(ALL_WITHIN)).forEachRemaining(consumer);
            return true;
        });
    }

    /** Asks the agents' face once; errors as for {@link #ask}. */
    public <T> T askAsAgent(Function<AgentSecureBlockingStub, T> call) {
        return translated(() -> call.apply(agents().withDeadlineAfter(ANSWER_WITHIN)));
    }

    /** The admin face, without a deadline, and with its errors as they come. */
    public AdminBlockingStub admin() {
        return AdminGrpc.newBlockingStub(dialed.channel());
    }

    /** The agents' face, without a deadline, and with its errors as they come. */
    public AgentSecureBlockingStub agents() {
        return AgentSecureGrpc.newBlockingStub(dialed.channel());
    }

    /** Begins anew, with the credentials of this moment and without a wait; calls that are under way end. */
    public void dialNow() {
        dialed.close();
        dialed = dial(dialer);
    }

    private <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw Failure.of(e, address());
        }
    }

    @Override
    public void close() {
        dialed.close();
        dialer.close();
    }
}
