package io.headwater.server.sources;

import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Declaration;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Problem.Kind;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Value;
import io.headwater.server.sources.YamlTree.Branch;
import io.headwater.server.sources.YamlTree.Child;
import io.headwater.server.sources.YamlTree.Position;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a schema from its YAML files: JSON Schema with the agent's own keywords, where a section may stand in a file of its own.
 * The files that no other file refers to are the roots; in the order of their names, so that of two declarations of one key the
 * first counts.
 */
public final class SchemaFiles {
    private static final String BUILT_IN = "schema/";
    private static final List<String> BUILT_IN_ROOTS = List.of("core_schema.yaml", "system-probe_schema.yaml");

    private final Cast cast;

    public SchemaFiles(Cast cast) {
        this.cast = cast;
    }

    /** What the files declare, and what is wrong with them. With problems the schema is not to be used. */
    public record Read(Schema schema, List<Problem> problems) {}

    /**
     * The schema in {@code directory}, or the one that is built in where that is null.
     *
     * @throws IOException when anything is wrong with it; the message says all of it
     */
    public Schema require(@Nullable Path directory) throws IOException {
        var read = directory == null ? builtIn() : in(directory);
        if (!read.problems().isEmpty()) {
            throw new IOException(read.problems().stream()
                    .map(Problem::toString)
                    .collect(Collectors.joining(System.lineSeparator())));
        }
        return read.schema();
    }

    /** The schema of the agent that this server was built for. */
    public Read builtIn() {
        var reading = new Reading("", name -> {
            try (var file = SchemaFiles.class.getResourceAsStream(BUILT_IN + name)) {
                return file == null ? null : file.readAllBytes();
            }
        });
        return reading.of(BUILT_IN_ROOTS);
    }

    /** The schema in a directory's {@code .yaml} files. */
    public Read in(Path directory) {
        var reading = new Reading(directory + "/", name -> {
            var file = directory.resolve(name);
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
        });
        var names = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(directory, "*.yaml")) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        } catch (IOException | DirectoryIteratorException wrong) {
            reading.wrong(
                    "", new Position(1, 1), null, directory.toString(), "a directory of schema files that can be read");
        }
        if (names.isEmpty() && reading.problems.isEmpty()) {
            reading.wrong("", new Position(1, 1), null, directory.toString(), "a directory with schema files (*.yaml)");
        }
        return reading.of(names.stream().sorted().filter(reading::isRoot).toList());
    }

    @FunctionalInterface
    private interface Folder {
        byte @Nullable [] open(String name) throws IOException;
    }

    private final class Reading {
        private final String prefix;
        private final Folder folder;
        private final List<Problem> problems = new ArrayList<>();
        private final List<Declaration> declarations = new ArrayList<>();
        private final Map<String, YamlDocument.Read> documents = new HashMap<>();
        private final Deque<String> files = new ArrayDeque<>();

        Reading(String prefix, Folder folder) {
            this.prefix = prefix;
            this.folder = folder;
        }

        Read of(List<String> roots) {
            for (var root : roots) {
                var document = root(root, new Position(1, 1));
                if (document != null) {
                    files.push(root);
                    section(document, "");
                    files.pop();
                }
            }
            return new Read(new Schema(declarations).and(AgentOptions.DECLARATIONS), List.copyOf(problems));
        }

        /** A section's own file says that it is one; a root stands for itself. A broken file counts as one, to be reported. */
        boolean isRoot(String name) {
            return !(document(name).root() instanceof Branch root)
                    || !root.children().containsKey("node_type");
        }

        private YamlDocument.Read document(String name) {
            return documents.computeIfAbsent(name, _ -> {
                try {
                    var bytes = folder.open(name);
                    return bytes == null
                            ? new YamlDocument.Read(null, true, List.of())
                            : YamlDocument.read(prefix + name, bytes);
                } catch (IOException _) {
                    return new YamlDocument.Read(null, true, List.of());
                }
            });
        }

        private @Nullable Branch root(String name, Position at) {
            var document = document(name);
            problems.addAll(document.problems());
            if (document.root() instanceof Branch root) {
                return root;
            }
            if (document.problems().isEmpty()) {
                wrong(files.isEmpty() ? name : file(), at, null, name, "a schema file that can be read");
            }
            return null;
        }

        private void section(Branch node, String path) {
            if (!(tree(node, "properties") instanceof Branch properties)) {
                wrong(file(), node.at(), path, "no properties", "a section with properties");
                return;
            }
            properties.children().forEach((name, child) -> {
                var key = Schema.normal(path.isEmpty() ? name : path + "." + name);
                if (child.tree() instanceof Branch property) {
                    property(key, property);
                } else {
                    wrong(file(), child.keyAt(), key, null, "a section or a setting");
                }
            });
        }

        private void property(String key, Branch node) {
            var reference = text(node, "$ref");
            if (reference != null) {
                referred(key, node, reference);
                return;
            }
            var nodeType = text(node, "node_type");
            if ("section".equals(nodeType)) {
                section(node, key);
            } else if ("setting".equals(nodeType) || "leaf".equals(nodeType)) {
                setting(key, node);
            } else {
                wrong(file(), node.at(), key, "node_type: " + nodeType, "section or setting");
            }
        }

        private void referred(String key, Branch node, String name) {
            if (name.contains("/") || name.contains("\\") || files.contains(name)) {
                wrong(file(), node.at(), key, "$ref: " + name, "another schema file beside this one");
                return;
            }
            var root = root(name, node.at());
            if (root != null) {
                files.push(name);
                property(key, root);
                files.pop();
            }
        }

        private void setting(String key, Branch node) {
            var read = new SettingNode(node);
            var declaration = read.declaration(key, cast);
            if (declaration == null) {
                wrong(file(), node.at(), key, read.wrong(), read.expected());
            } else {
                declarations.add(declaration);
            }
        }

        private String file() {
            return files.getFirst();
        }

        void wrong(String file, Position at, @Nullable String key, @Nullable String found, String expected) {
            var place = new Place.InFile(prefix + file, at.line(), at.column());
            problems.add(new Problem(Kind.BROKEN_SCHEMA, place, key, found, expected, null));
        }
    }

    private static @Nullable YamlTree tree(Branch node, String keyword) {
        Child child = node.children().get(keyword);
        return child == null ? null : child.tree();
    }

    private static @Nullable String text(Branch node, String keyword) {
        var tree = tree(node, keyword);
        return tree != null && tree.value() instanceof Value.Text(var text) ? text : null;
    }
}
