package io.headwater.cli.command;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Problem;
import io.headwater.cli.connect.ServerOption;
import io.headwater.cli.render.Printable;
import io.headwater.wire.admin.v1.FlareFile;
import io.headwater.wire.admin.v1.GetFlareRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "flare",
        description = "Collect the support files of every agent into an archive or a directory.",
        footer = {
            "",
            "An agent that cannot be reached leaves a file that says so.",
            "Nothing is overwritten.",
            "",
            "Examples:",
            "  headwater flare",
            "  headwater flare trace-agent --out ./support",
            "  headwater flare --out case-4711.zip"
        })
public final class Flare implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Host host;

    @Mixin
    private ServerOption server = new ServerOption();

    @Option(
            names = "--out",
            paramLabel = "DIR|FILE.zip",
            description = "Where to. Default: flare-TIME.zip in the working directory.")
    private @Nullable Path out;

    @Parameters(arity = "0..1", paramLabel = "AGENT", description = "Only agents of this name or flavor.")
    private String agent = "";

    public Flare(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        var to = out == null ? Path.of("flare-" + STAMP.format(host.clock().instant()) + ".zip") : out;
        try (var connection = server.connect();
                var files = FlareFiles.to(to)) {
            connection.<FlareFile>each(
                    admin -> admin.getFlare(
                            GetFlareRequest.newBuilder().setAgent(agent).build()),
                    file -> put(files, file));
            if (files.count() == 0) {
                throw agent.isEmpty()
                        ? new Problem(Exit.NO, "agents: none gave a file", "see which there are with: headwater agents")
                        : Status.unknown(agent);
            }
            files.keep();
            host.terminal().print(to + ": " + files.count() + " files, " + files.bytes() + " bytes");
            return Exit.DONE;
        } catch (IOException | UncheckedIOException e) {
            throw FlareFiles.problem(to, e);
        }
    }

    private void put(FlareFiles files, FlareFile file) {
        try {
            files.put(file.getPath(), file.getContent().toByteArray());
            host.terminal().note("  " + Printable.of(file.getPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
