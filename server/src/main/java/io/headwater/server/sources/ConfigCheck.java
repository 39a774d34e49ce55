package io.headwater.server.sources;

import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Looks for what is wrong in configuration files, without a server and without an environment. */
public final class ConfigCheck {
    private static final Comparator<Problem> IN_ORDER = Comparator.comparing(
            Problem::place, Comparator.comparingInt(ConfigCheck::line).thenComparingInt(ConfigCheck::column));

    private final Schema schema;
    private final Cast cast;

    public ConfigCheck(Schema schema, Cast cast) {
        this.schema = schema;
        this.cast = cast;
    }

    /**
     * What was found.
     *
     * @param settings how many settings the files give
     * @param errors file by file, in the order of the lines; an undeclared key is one too
     * @param warnings likewise; what works but should be written otherwise
     */
    public record Report(int files, int settings, List<Problem> errors, List<Problem> warnings) {
        public boolean isClean() {
            return errors.isEmpty();
        }
    }

    /** Checks each file by itself. */
    public Report check(List<Path> files) {
        var errors = new ArrayList<Problem>();
        var warnings = new ArrayList<Problem>();
        int settings = 0;
        for (var file : files) {
            var read = new ConfigFiles(List.of(file), new SettingsYaml(schema)).read();
            var problems = new ArrayList<>(read.problems());
            problems.addAll(Preview.of(schema, cast)
                    .replace(Source.FILE, read.entries(), "check", "check")
                    .problems());
            problems.sort(IN_ORDER);
            problems.forEach(problem -> (counts(problem) ? errors : warnings).add(problem));
            settings += read.entries().size();
        }
        return new Report(files.size(), settings, List.copyOf(errors), List.copyOf(warnings));
    }

    private static int line(Place place) {
        return place instanceof Place.InFile file ? file.line() : 0;
    }

    private static int column(Place place) {
        return place instanceof Place.InFile file ? file.column() : 0;
    }

    private static boolean counts(Problem problem) {
        return problem.isError() || problem.kind() == Problem.Kind.UNKNOWN_KEY;
    }
}
