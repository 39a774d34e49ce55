package io.headwater.client;

import io.headwater.client.ClientState.Phase;
import io.headwater.client.agent.RemoteAgent;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.internal.bind.Binding;
import io.headwater.client.internal.listen.Dispatcher;
import io.headwater.client.internal.session.Reconnect;
import io.headwater.client.internal.session.States;
import io.headwater.client.internal.values.Holdings;
import io.headwater.client.internal.values.Overlay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
    private static final Duration FALL_BACK_WITHIN = Duration.ofSeconds(1);

    private final String name;
    private final Address server;
    private final StartPolicy policy;
    private final Dispatcher dispatcher;
    private final Holdings holdings;
    private final States states;
    /** Null when the client is switched off. */
    private final @Nullable Engine engine;

    private ConfigClient(Builder builder) {
        name = builder.name;
        server = builder.server;
        policy = builder.policy;
        dispatcher = new Dispatcher("headwater-" + name, builder.listenersOn);
        holdings = new Holdings(builder.clock, dispatcher, new Overlay(builder.overrides, builder.logLevelFrom));
        states = new States(builder.clock, dispatcher.executor(), "looking for " + server);
        if (builder.switchedOff != null) {
            engine = null;
            states.move(Phase.CLOSED, builder.switchedOff);
            return;
        }
        var agent = builder.agent == null ? null : describing(builder.agent);
        engine = new Engine(builder, builder.credentials(), agent, holdings, states, dispatcher);
        engine.start();
    }

    /** Adds what every agent can tell of itself: what it runs with, and where that is from. */
    private RemoteAgent describing(RemoteAgent agent) {
        return agent.status("Configuration", () -> ConfigReport.summary(state(), view()))
                .flareText("configuration.txt", () -> ConfigReport.of(view().settings()));
    }

    /**
     * Begins to build one.
     *
     * @param name what the server calls this process, such as {@code trace-agent}
     * @throws IllegalArgumentException when it is not made of letters, digits, dots, dashes and underscores
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
        if (engine == null) {
            return;
        }
        if (!states.await(atMost) && policy.hasFallBack()) {
            engine.fallBack("no snapshot within " + inSeconds(atMost));
            states.await(FALL_BACK_WITHIN);
        }
        if (states.wasReadable()) {
            return;
        }
        var failure = engine.lastFailure();
        var why =
                states.now().phase() == Phase.CLOSED ? "the client is closed" : "none came within " + inSeconds(atMost);
        if (policy instanceof StartPolicy.Fail) {
            engine.beginToClose();
        }
        throw new NotReadyException(name + ": no initial snapshot: " + why + " (expected: one from " + server + "); "
                + (failure == null ? "the server has not answered yet" : "the last try: " + failure));
    }

    private static String inSeconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }

    /** Reads whatever holds at the moment of each call. */
    public ConfigReader reader() {
        return new ConfigReader() {
            @Override
            public Optional<Setting> find(String key) {
                return view().find(key);
            }

            @Override
            public List<Setting> under(String prefix) {
                return view().under(prefix);
            }
        };
    }

    /** Everything that holds now, as one immutable view. */
    public ConfigView view() {
        return holdings.view();
    }

    public ClientState state() {
        return states.now();
    }

    /** Has the listener told of the state now and of each that follows, one at a time and never on the transport's thread. */
    public Subscription onState(Consumer<? super ClientState> listener) {
        return states.tell(listener);
    }

    /** Has the listener told of each change of one key. */
    public Subscription onChange(String key, Consumer<? super Change> listener) {
        return listen().key(key).each(listener);
    }

    /** Begins to say what to be told of. */
    public Listening listen() {
        return new Listening(dispatcher);
    }

    /**
     * Binds the settings under a prefix to a record: a component {@code maxSize} is read from {@code max_size}, nested records
     * from nested sections. A component of type {@link java.util.Optional} may be missing; any other must be there.
     *
     * @throws IllegalArgumentException when the type cannot be bound, or what holds now does not fit; it names every problem
     */
    public <R extends Record> Bound<R> bind(String prefix, Class<R> type) {
        return Binding.bind(holdings::view, dispatcher, prefix, type);
    }

    /** What was counted so far; costs a few reads. */
    public ClientMetrics metrics() {
        var values = new HashMap<String, Double>();
        values.put(ClientMetrics.LISTENER_QUEUE_DEPTH, (double) dispatcher.depth());
        values.put(ClientMetrics.LISTENER_FOLDED_TOTAL, (double) dispatcher.folded());
        values.put(ClientMetrics.LISTENER_ERRORS_TOTAL, (double) dispatcher.errors());
        if (engine != null) {
            engine.into(values);
        }
        return new ClientMetrics(values);
    }

    /** Whether it follows a stream: false when it is switched off or closed. */
    public boolean isActive() {
        return states.now().phase() != Phase.CLOSED;
    }

    /**
     * Ends the session and everything the client runs. What it held can still be read. Takes a second or two at most when the server
     * does not answer; closing it twice is harmless, and so is closing it from a listener.
     */
    @Override
    public void close() {
        if (engine == null) {
            dispatcher.close();
            return;
        }
        engine.beginToClose();
        engine.awaitClosed();
    }

    /** Says how a client is to be. Not thread-safe. */
    public static final class Builder {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

        final String name;
        Address server = Address.of("localhost:5001");
        private @Nullable CredentialFiles credentials;
        Map<String, String> environment = Map.of();
        private @Nullable String switchedOff;
        StartPolicy policy = StartPolicy.fail();
        private Map<String, Object> overrides = Map.of();
        private @Nullable String logLevelFrom;
        private @Nullable RemoteAgent agent;
        private @Nullable Executor listenersOn;
        Reconnect reconnect = Reconnect.DEFAULT;
        InstantSource clock = InstantSource.system();

        private Builder(String name) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "name: " + name + " (expected: 1 to 100 letters, digits, dots, dashes and underscores)");
            }
            this.name = name;
        }

        /** {@code HOST:PORT}, {@code [IPv6]:PORT} or {@code unix:PATH}; {@code localhost:5001} unless said otherwise. */
        public Builder server(String address) {
            return server(Address.of(address));
        }

        public Builder server(Address address) {
            server = address;
            return this;
        }

        /** The directory in which the server made {@code auth_token} and {@code ipc_cert.pem}. Required, unless the bootstrap says it. */
        public Builder credentials(Path directory) {
            return credentials(CredentialFiles.in(directory));
        }

        public Builder credentials(CredentialFiles files) {
            credentials = files;
            return this;
        }

        /** Takes server, credentials, environment and the switch from there. A client that is switched off makes no connection. */
        public Builder bootstrap(Bootstrap bootstrap) {
            server = bootstrap.server();
            credentials = bootstrap.credentials();
            environment = bootstrap.environment();
            switchedOff = bootstrap.enabled() ? null : "switched off: " + bootstrap.reason();
            return this;
        }

        /** What to do when no server answers at the start; {@link StartPolicy#fail} unless said otherwise. */
        public Builder whenNoServer(StartPolicy policy) {
            this.policy = policy;
            return this;
        }

        /** Settings that this process says itself, above everything the server says; none unless said otherwise. */
        public Builder overrides(Map<String, Object> settings) {
            overrides = Map.copyOf(settings);
            return this;
        }

        /**
         * Has {@code log_level} follow a key of this process's own, such as {@code apm_config.log_level}, while that is a text
         * that is not empty and nothing above {@code agent-runtime} says otherwise.
         */
        public Builder logLevelFrom(String key) {
            logLevelFrom = key;
            return this;
        }

        /**
         * Serves status, flare and telemetry to the server as a remote agent. A status section {@code Configuration} and a flare file
         * {@code configuration.txt}, without secrets, are added.
         */
        public Builder agent(RemoteAgent agent) {
            this.agent = agent;
            return this;
        }

        /** Where listeners are called, in place of threads of the client's own. */
        public Builder listenersOn(Executor executor) {
            listenersOn = executor;
            return this;
        }

        /**
         * How far apart those who lose the same server come back: the first try is at random within this time, later ones are up to
         * five times as far apart. 12 seconds unless said otherwise; a test may want less, a fleet of many thousands more.
         *
         * @throws IllegalArgumentException unless it is more than zero
         */
        public Builder reconnectWithin(Duration spread) {
            reconnect = Reconnect.within(spread);
            return this;
        }

        /** What the time of day is; nothing but what a person reads depends on it. */
        Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        private CredentialFiles credentials() {
            if (credentials == null) {
                throw new IllegalArgumentException(
                        "credentials: none (expected: the directory in which the server made them)");
            }
            return credentials;
        }

        /**
         * A client that is at work already.
         *
         * @throws IllegalArgumentException when something that is required was not said
         */
        public ConfigClient start() {
            return new ConfigClient(this);
        }
    }
}
