package io.headwater.cli.command;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Interrupt;
import io.headwater.cli.connect.Connection;
import io.headwater.cli.connect.Failure;
import io.headwater.cli.connect.ServerOption;
import io.headwater.cli.render.Printable;
import io.headwater.wire.admin.v1.WatchSettingsRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = "Print every change as it happens, a line each, until Ctrl-C.",
        footer = {
            "",
            "When the server goes away this says so and comes back with it; what changed",
            "meanwhile is printed then.",
            "",
            "Examples:",
            "  headwater config watch",
            "  headwater config watch logs_config. --output json",
            "  headwater config watch --updates 1 && echo something changed"
        })
public final class ConfigWatch implements Callable<Integer> {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Set<Status.Code> PASSING =
            EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.CANCELLED, Status.Code.RESOURCE_EXHAUSTED);

    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private OutputOption output = new OutputOption();

    @Option(names = "--updates", paramLabel = "N", description = "End after so many changes.")
    private long updates = Long.MAX_VALUE;

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only keys that begin with this.")
    private String prefix = "";

    public ConfigWatch(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (var interrupt = new Interrupt();
                var connection = server.connect()) {
            watch(connection, new Changes(host.zone()));
            return interrupt.ending(Exit.DONE);
        }
    }

    /** Returns when there is enough, or after Ctrl-C. */
    private void watch(Connection connection, Changes changes) {
        var pause = FIRST_PAUSE;
        while (true) {
            var before = changes.revision();
            var failure = follow(connection, changes);
            if (enough(changes) || Thread.interrupted()) {
                return;
            }
            if (!changes.started() || !PASSING.contains(failure.getStatus().getCode())) {
                throw Failure.of(failure, connection.address());
            }
            pause = changes.revision() > before ? FIRST_PAUSE : pause;
            host.terminal()
                    .note("lost " + connection.address() + " ("
                            + Printable.of(Failure.briefly(failure, connection.address())) + "); trying again in "
                            + pause.toMillis() + " ms");
            if (!host.waits(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            connection.dialNow();
        }
    }

    /** Prints until there is enough, and otherwise says why the stream ended. */
    private StatusRuntimeException follow(Connection connection, Changes changes) {
        try {
            var events = connection
                    .admin()
                    .watchSettings(
                            WatchSettingsRequest.newBuilder().setPrefix(prefix).build());
            while (!enough(changes) && events.hasNext()) {
                var event = events.next();
                if (event.hasSnapshot()) {
                    host.terminal()
                            .note("watching " + event.getSnapshot().getSettingsCount() + " settings on "
                                    + connection.address() + " from revision "
                                    + event.getSnapshot().getRevision());
                }
                changes.take(event, this::print);
            }
            return Status.UNAVAILABLE
                    .withDescription("the server ended the stream")
                    .asRuntimeException();
        } catch (StatusRuntimeException e) {
            return e;
        }
    }

    private void print(Changes.Line line) {
        output.event(host.terminal(), line.data(), line.text());
    }

    private boolean enough(Changes changes) {
        return changes.count() >= updates || host.terminal().abandoned();
    }
}
