package io.headwater.server.sources;

import io.headwater.core.settings.Given;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Problem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration files of a server, in order: where two give the same key, the later one counts. A file that is missing or
 * broken stands for what it last said when it was whole. Belongs to one thread at a time.
 */
public final class ConfigFiles {
    private final List<Path> files;
    private final SettingsYaml yaml;
    private final Map<Path, byte[]> seen = new HashMap<>();
    private final Map<Path, Map<String, Given>> lastGood = new HashMap<>();

    public ConfigFiles(List<Path> files, SettingsYaml yaml) {
        this.files = List.copyOf(files);
        this.yaml = yaml;
    }

    /** What the files say together, as they were written. */
    public record Read(Map<String, Given> entries, List<Problem> problems) {}

    public List<Path> files() {
        return files;
    }

    /** Whether a file's content is not what {@link #read} last saw. */
    public boolean haveChanged() {
        for (var file : files) {
            if (!Arrays.equals(content(file), seen.get(file))) {
                return true;
            }
        }
        return false;
    }

    public Read read() {
        var problems = new ArrayList<Problem>();
        var entries = new LinkedHashMap<String, Given>();
        for (var file : files) {
            entries.putAll(read(file, problems));
        }
        return new Read(entries, List.copyOf(problems));
    }

    private Map<String, Given> read(Path file, List<Problem> problems) {
        var content = content(file);
        if (content == null) {
            seen.remove(file);
            problems.add(new Problem(
                    Kind.UNREADABLE,
                    new Place.InFile(file.toString(), 1, 1),
                    null,
                    null,
                    "a file that can be read",
                    null));
            return lastGood.getOrDefault(file, Map.of());
        }
        seen.put(file, content);
        var read = yaml.read(file.toString(), content);
        problems.addAll(read.problems());
        if (!read.isBroken()) {
            lastGood.put(file, read.entries());
        }
        return lastGood.getOrDefault(file, Map.of());
    }

    /** Null when there is no file that can be read. Reads no further than what is too much anyway. */
    private static byte @Nullable [] content(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (var stream = Files.newInputStream(file)) {
            return stream.readNBytes(YamlDocument.MOST_BYTES + 1);
        } catch (IOException _) {
            return null;
        }
    }
}
