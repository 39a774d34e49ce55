package io.headwater.cli.loopback;

import io.headwater.cli.Cli;
import io.headwater.cli.Host;
import io.headwater.cli.render.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/**
 * Types a command line as a user would and keeps what was printed. Its clock stands five seconds after the loopback
 * server's. One command at a time; what it prints can be read from another thread meanwhile.
 */
public final class Shell {
    /** What a command left behind. */
    public record Transcript(int exit, String out, String err) {}

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Host host;

    public Shell() {
        this(0);
    }

    /** @param columns how wide the terminal is; 0 for none */
    public Shell(int columns) {
        this(columns, _ -> {});
    }

    /** @param pause what happens between two attempts */
    public Shell(int columns, Host.Pause pause) {
        var terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), columns, columns > 0);
        host = new Host(terminal, () -> Instant.ofEpochSecond(1_800_000_005), ZoneOffset.UTC, pause, "mara", 4711);
    }

    public Host host() {
        return host;
    }

    public Transcript run(String... args) {
        return transcript(Cli.run(Cli.tree(host), host, args));
    }

    /** What was printed, for a command that ended with this code. */
    public Transcript transcript(int exit) {
        return new Transcript(exit, out.toString(), err.toString());
    }

    /** Runs a verb against a server. */
    public static Transcript run(LoopbackServer server, String... args) {
        return new Shell().against(server, args);
    }

    public Transcript against(LoopbackServer server, String... args) {
        var where =
                Stream.of("--server", server.address(), "--data", server.data().toString());
        var verb = args[0].equals("config") ? 2 : 1;
        return run(Stream.of(Stream.of(args).limit(verb), where, Stream.of(args).skip(verb))
                .flatMap(part -> part)
                .toArray(String[]::new));
    }

    public String printed() {
        return out.toString();
    }
}
