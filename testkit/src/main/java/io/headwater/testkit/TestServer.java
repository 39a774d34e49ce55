package io.headwater.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.headwater.server.Options;
import io.headwater.server.StartException;
import io.headwater.server.Wiring;
import io.headwater.server.transport.Address;
import io.headwater.wire.admin.v1.Agent;
import io.headwater.wire.admin.v1.AgentStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The real server, in this process, in one line:
 *
 * <pre>{@code
 * @AutoClose
 * static final TestServer server = TestServer.start();
 * }</pre>
 *
 * <p>It listens on a free port of loopback and on a Unix socket, reads nothing of this machine's environment, and keeps its
 * files in a temporary directory that goes when it is closed. Starting one takes about a second the first time and much less
 * after that. Its log is silent but for errors; {@code -DHEADWATER_LOG_LEVEL=INFO} shows it on stderr.
 *
 * <p>Safe from any thread. A call that the server refuses throws {@link StatusRuntimeException} with what the server says; one
 * on a server that is stopped throws {@link IllegalStateException}.
 */
public final class TestServer implements AutoCloseable {
    private final TestDirectory home;
    private final Options options;
    private final TestCredentials credentials;
    private List<Address> agents;
    private Address.Tcp http;
    private @Nullable Running running;

    private record Running(Wiring wiring, Admin admin) implements AutoCloseable {
        @Override
        public void close() {
            admin.close();
            wiring.close();
        }
    }

    private TestServer(TestDirectory home, Options options) {
        this.home = home;
        this.options = options;
        this.credentials = TestCredentials.in(options.data());
        this.agents = options.agents();
        this.http = options.http();
    }

    /** Starts one with nothing but the built-in schema's defaults. */
    public static TestServer start() {
        return builder().start();
    }

    /**
     * Starts one with a configuration file.
     *
     * @param yaml what its {@code datadog.yaml} says
     */
    public static TestServer with(String yaml) {
        return builder().config(yaml).start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Where it listens, or did before it was stopped: {@code 127.0.0.1:PORT}. */
    public synchronized String address() {
        return agents.getFirst().toString();
    }

    /** The Unix socket on which it listens too. */
    public Path unixSocket() {
        return home.path().resolve("agents.sock");
    }

    /** The directory with the {@code auth_token} and the {@code ipc_cert.pem} that its clients need. */
    public Path credentials() {
        return credentials.directory();
    }

    /** What the {@code datadog.yaml} of a process says that is to find this server. */
    public String clientConfig() {
        return credentials.clientConfig(address());
    }

    /** Its configuration file. Whoever rewrites it sees the change take effect within seconds, as in production. */
    public Path configFile() {
        return options.files().getFirst();
    }

    /** Sets a value at run time, at source {@code cli}. Every stream that opens from now on has it in its snapshot. */
    public void set(String key, String value) {
        set(key, value, "cli");
    }

    /**
     * Sets a value at run time.
     *
     * @param value a text, cast to the type that the schema declares for the key
     * @param source by its name on the wire, such as {@code agent-runtime}
     */
    public void set(String key, String value, String source) {
        running().admin().set(key, value, source);
    }

    /** Takes away what {@code cli} says of a key, so that the next source below it holds. */
    public void unset(String key) {
        unset(key, "cli");
    }

    public void unset(String key, String source) {
        running().admin().unset(key, source);
    }

    /** What a stream that begins now would say of a key. */
    public Optional<Held> get(String key) {
        return Optional.ofNullable(settings().get(key));
    }

    /** What the snapshot of a stream that begins now says: what every client must come to hold when nothing changes any more. */
    public Map<String, Held> settings() {
        var _ = running();
        try (var agent = ScriptedAgent.of(address(), credentials())) {
            agent.register("testkit");
            var settings = agent.subscribe().awaitSnapshot().held();
            agent.endSession();
            return settings;
        }
    }

    /** Every session that is registered now. */
    public List<Agent> sessions() {
        return running().admin().sessions();
    }

    /** The display names of all sessions, sorted; a process that registered twice is there twice. */
    public List<String> agents() {
        return sessions().stream().map(Agent::getDisplayName).sorted().toList();
    }

    /** Asks every agent that serves status for it. */
    public List<AgentStatus> status() {
        return running().admin().status();
    }

    /**
     * Asks agents for their flares.
     *
     * @param agent a display name or a flavor; all when empty
     * @return the files by their paths
     */
    public Map<String, ByteString> flare(String agent) {
        return running().admin().flare(agent);
    }

    /** The text of {@code /metrics}, the agents' telemetry included. */
    public String metrics() {
        var page = URI.create("http://" + running().wiring().http() + "/metrics");
        try (var browser = HttpClient.newHttpClient()) {
            return browser.send(
                            HttpRequest.newBuilder(page).timeout(Patience.LIMIT).build(), BodyHandlers.ofString(UTF_8))
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("metrics: interrupted", e);
        }
    }

    /** Ends every stream and frees the port. Stopping it twice is harmless. */
    public synchronized void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    /**
     * Stops it, if it runs, and starts it anew: same address, same credentials, same configuration file. Sessions are gone, and so
     * are the settings made at run time, which a server keeps in memory only.
     */
    public synchronized void restart() {
        stop();
        open();
    }

    /** Puts new credentials in place, as an operator would, and returns when the server accepts them: after two seconds or so. */
    public synchronized void rotateCredentials() {
        var before = running();
        credentials.rotate();
        Patience.until(this::takesNewCredentials, () -> "credentials: not taken by the server (expected: rotated)");
        before.admin().close();
        running = new Running(before.wiring(), dial());
    }

    private boolean takesNewCredentials() {
        try (var attempt = dial()) {
            return attempt.isLetIn();
        }
    }

    private Admin dial() {
        return new Admin(Connection.open(address(), credentials()));
    }

    private synchronized Running running() {
        if (running == null) {
            throw new IllegalStateException("server: stopped (expected: running; restart() starts it again)");
        }
        return running;
    }

    private void open() {
        var wiring = start(
                new Options(options.files(), options.schema(), options.data(), agents, http, options.environment()));
        agents = wiring.agents();
        http = wiring.http();
        running = new Running(wiring, dial());
    }

    private static Wiring start(Options options) {
        try {
            return Wiring.start(options);
        } catch (StartException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Stops it and removes its files. Closing it twice is harmless. */
    @Override
    public synchronized void close() {
        stop();
        home.close();
    }

    /** Says how a server is to be. Not thread-safe. */
    public static final class Builder {
        private String yaml = "";
        private @Nullable Path schema;
        private Map<String, String> environment = Map.of();
        private int port;

        private Builder() {}

        /** What its {@code datadog.yaml} says; nothing unless said otherwise. It is not to move the credentials elsewhere. */
        public Builder config(String text) {
            yaml = text;
            return this;
        }

        /** A directory with a schema in place of the built-in one. */
        public Builder schema(Path directory) {
            schema = directory;
            return this;
        }

        /** Variables that count as settings, such as {@code DD_LOG_LEVEL}; none unless said otherwise. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /** The port on loopback; a free one, which is what tests want that run side by side, unless said otherwise. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /**
         * A server that serves already.
         *
         * @throws IllegalStateException when it cannot start, with the reason; nothing stays behind then
         */
        public TestServer start() {
            QuietLog.unlessAskedFor();
            var home = TestDirectory.create();
            try {
                var server = new TestServer(home, options(home.path()));
                server.restart();
                return server;
            } catch (RuntimeException e) {
                home.close();
                throw e;
            }
        }

        private Options options(Path home) {
            try {
                var file = Files.writeString(home.resolve("datadog.yaml"), yaml);
                return new Options(
                        List.of(file),
                        schema,
                        home.resolve("data"),
                        List.of(new Address.Tcp("127.0.0.1", port), new Address.Unix(home.resolve("agents.sock"))),
                        new Address.Tcp("127.0.0.1", 0),
                        environment);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
