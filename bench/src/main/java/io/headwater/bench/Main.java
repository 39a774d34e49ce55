package io.headwater.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The benchmark's command: measures, prints a table, writes {@code result.json}, {@code result.md} and {@code result.svg}. */
final class Main {
    /** The JVM's own files, the jars and the sockets of the control connections. */
    private static final int OTHER_FILES = 500;

    private Main() {}

    public static void main(String... args) throws IOException, GeneralSecurityException {
        Locale.setDefault(Locale.ROOT);
        if (List.of(args).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        var options = Options.of(args);
        if (!options.problem().isEmpty()) {
            System.err.println(options.problem());
            System.exit(2);
        }
        var plan = within(Machine.openFiles(), options);
        Files.createDirectories(options.out());
        // A Unix socket's path may have about a hundred characters, so the servers live in the temporary directory.
        var work = Files.createTempDirectory("headwater-bench");
        var progress = new Progress(System.out);
        try {
            var lineup = new Lineup(work, options.server(), options.snapshotBytes());
            var figures = new Bench(plan, lineup, progress).measure();
            report(options.out(), plan, figures, progress);
        } finally {
            delete(work);
        }
        System.exit(progress.failures().isEmpty() ? 0 : 1);
    }

    private static Plan within(int openFiles, Options options) {
        // The load holds the subscribers of three servers at a time.
        int most = (openFiles - OTHER_FILES) / 3;
        var sizes = options.sizes().stream()
                .map(each -> Math.min(each, most))
                .distinct()
                .sorted()
                .toList();
        if (options.sizes().stream().anyMatch(each -> each > most)) {
            System.out.printf(
                    "N is reduced to %,d: only %,d files may be open; raise it with ulimit -n%n", most, openFiles);
        }
        return options.quick() ? Plan.quick(sizes) : Plan.full(sizes);
    }

    private static void report(Path out, Plan plan, Figures figures, Progress progress) throws IOException {
        var machine = Machine.here();
        var taken = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var caption = "%s; medians of %d rounds; %s"
                .formatted(
                        DateTimeFormatter.ISO_LOCAL_DATE
                                .withZone(ZoneOffset.UTC)
                                .format(taken),
                        plan.rounds(),
                        machine.text());
        var table = Table.figures(figures) + "\n" + Table.budgets(figures);
        System.out.println("\n" + table);
        progress.failures().forEach(each -> System.out.println("failed: " + each));
        Files.writeString(out.resolve("result.md"), caption + "\n\n" + table);
        Files.writeString(out.resolve("result.svg"), Plot.of(figures, caption));
        Json.write(out.resolve("result.json"), taken, machine, plan, figures, progress.failures());
        System.out.println(
                "written: " + List.of(out.resolve("result.json"), out.resolve("result.md"), out.resolve("result.svg")));
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
