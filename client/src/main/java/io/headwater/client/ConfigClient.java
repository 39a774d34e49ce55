package io.headwater.client;

import io.headwater.client.agent.RemoteAgent;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.internal.Pending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A process's connection to its configuration: it registers, follows the stream, and holds what the server holds.
 *
 * <pre>{@code
 * try (var client = ConfigClient.builder("trace-agent").credentials(Path.of("headwater-data")).start()) {
 *     client.awaitReady(Duration.ofSeconds(30));
 *     System.out.println(client.reader().getString("log_level"));
 *     client.onChange("log_level", change -> System.out.println(change));
 * }
 * }</pre>
 *
 * <p>Safe from any thread. It owns one thread for its work, one for its transport, and one for each listener that is being
 * called; there is no static state, so a process may have as many as it likes.
 */
public final class ConfigClient implements AutoCloseable {
    private ConfigClient() {}

    /**
     * Begins to build one.
     *
     * @param name what the server calls this process, such as {@code trace-agent}
     */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Waits until there are settings to read. Returns at once when there are, or when the client is switched off.
     *
     * @param atMost how long; what happens then is up to the {@link StartPolicy}
     * @throws NotReadyException when the time is up and there is nothing to read, with what was tried last
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public void awaitReady(Duration atMost) throws NotReadyException, InterruptedException {
        Object unused = Pending.yet(atMost);
    }

    /** Reads whatever holds at the moment of each call. */
    public ConfigReader reader() {
        return Pending.yet();
    }

    /** Everything that holds now, as one immutable view. */
    public ConfigView view() {
        return Pending.yet();
    }

    public ClientState state() {
        return Pending.yet();
    }

    /** Has the listener told of the state now and of each that follows, one at a time. */
    public Subscription onState(Consumer<? super ClientState> listener) {
        return Pending.yet(listener);
    }

    /** Has the listener told of each change of one key. */
    public Subscription onChange(String key, Consumer<? super Change> listener) {
        return listen().key(key).each(listener);
    }

    /** Begins to say what to be told of. */
    public Listening listen() {
        return Pending.yet();
    }

    /**
     * Binds the settings under a prefix to a record: a component {@code maxSize} is read from {@code max_size}, nested records
     * from nested sections. A component of type {@link java.util.Optional} may be missing; any other must be there.
     *
     * @throws IllegalArgumentException when the type cannot be bound, or what holds now does not fit; it names every problem
     */
    public <R extends Record> Bound<R> bind(String prefix, Class<R> type) {
        return Pending.yet(prefix, type);
    }

    public ClientMetrics metrics() {
        return Pending.yet();
    }

    /** Whether it follows a stream: false when it is switched off or closed. */
    public boolean isActive() {
        return Pending.yet();
    }

    /** Ends the session and everything the client runs. What it held can still be read. Closing it twice is harmless. */
    @Override
    public void close() {
        Object unused = Pending.yet();
    }

    /** Says how a client is to be. Not thread-safe. */
    public static final class Builder {
        private Builder(String name) {
            Object unused = Pending.yet(name);
        }

        /** {@code HOST:PORT}, {@code [IPv6]:PORT} or {@code unix:PATH}; {@code localhost:5001} unless said otherwise. */
        public Builder server(String address) {
            return server(Address.of(address));
        }

        public Builder server(Address address) {
            return Pending.yet(address);
        }

        /** The directory in which the server made {@code auth_token} and {@code ipc_cert.pem}. Required, unless the bootstrap says it. */
        public Builder credentials(Path directory) {
            return credentials(CredentialFiles.in(directory));
        }

        public Builder credentials(CredentialFiles files) {
            return Pending.yet(files);
        }

        /** Takes server, credentials, environment and the switch from there. A client that is switched off makes no connection. */
        public Builder bootstrap(Bootstrap bootstrap) {
            return Pending.yet(bootstrap);
        }

        /** What to do when no server answers at the start; {@link StartPolicy#fail} unless said otherwise. */
        public Builder whenNoServer(StartPolicy policy) {
            return Pending.yet(policy);
        }

        /** Settings that this process says itself, above everything the server says; none unless said otherwise. */
        public Builder overrides(Map<String, Object> settings) {
            return Pending.yet(settings);
        }

        /**
         * Has {@code log_level} follow a key of this process's own, such as {@code apm_config.log_level}, while that is a text
         * that is not empty and nothing above {@code agent-runtime} says otherwise.
         */
        public Builder logLevelFrom(String key) {
            return Pending.yet(key);
        }

        /** Serves status, flare and telemetry to the server as a remote agent. */
        public Builder agent(RemoteAgent agent) {
            return Pending.yet(agent);
        }

        /** Where listeners are called, in place of threads of the client's own. */
        public Builder listenersOn(Executor executor) {
            return Pending.yet(executor);
        }

        /** A client that is at work already. */
        public ConfigClient start() {
            return Pending.yet();
        }
    }
}
