package io.headwater.server.sources;

import io.headwater.core.settings.Given;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Problem.Kind;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Value;
import io.headwater.server.sources.YamlTree.Branch;
import io.headwater.server.sources.YamlTree.Child;
import io.headwater.server.sources.YamlTree.Leaf;
import io.headwater.server.sources.YamlTree.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a configuration file: a YAML mapping in which sections nest and dotted keys are sections too. */
public final class SettingsYaml {
    private static final int LONGEST_KEY = 1_000;

    private final Schema schema;

    public SettingsYaml(Schema schema) {
        this.schema = schema;
    }

    /**
     * What a file says.
     *
     * @param isBroken whether the document was refused as a whole; the problems say why
     * @param entries its values by full key, as they were written, in the order of the file
     */
    public record Read(boolean isBroken, Map<String, Given> entries, List<Problem> problems) {}

    /** Reads a file's content. Never throws, whatever it is. */
    public Read read(String file, byte[] content) {
        var document = YamlDocument.read(file, content);
        var reading = new Reading(file, new ArrayList<>(document.problems()));
        if (document.isBroken()) {
            return new Read(true, Map.of(), reading.problems);
        }
        return switch (document.root()) {
            case null -> new Read(false, Map.of(), reading.problems);
            case Leaf leaf when leaf.value() instanceof Value.Nothing -> new Read(false, Map.of(), reading.problems);
            case Branch branch -> {
                branch.children().forEach((key, child) -> reading.add("", key, child));
                yield new Read(false, reading.entries, reading.problems);
            }
            case Leaf leaf -> {
                reading.refuse(Kind.BROKEN_DOCUMENT, leaf.at(), null, "a mapping of settings");
                yield new Read(true, Map.of(), reading.problems);
            }
        };
    }

    private final class Reading {
        private final String file;
        private final List<Problem> problems;
        private final Map<String, Given> entries = new LinkedHashMap<>();

        Reading(String file, List<Problem> problems) {
            this.file = file;
            this.problems = problems;
        }

        void add(String section, String key, Child child) {
            if (key.length() > LONGEST_KEY) {
                refuse(Kind.NOT_A_SETTING, child.keyAt(), null, "a key of at most " + LONGEST_KEY + " characters");
                return;
            }
            var path = section;
            for (int start = 0, dot; start <= key.length(); start = dot + 1) {
                dot = key.indexOf('.', start);
                dot = dot < 0 ? key.length() : dot;
                path = Schema.normal(
                        path.isEmpty() ? key.substring(start, dot) : path + "." + key.substring(start, dot));
                if (isSetting(path)) {
                    put(path, dot == key.length() ? child : under(key.substring(dot + 1), child));
                    return;
                }
            }
            var group = path;
            switch (child.tree()) {
                case Branch branch -> branch.children().forEach((name, each) -> add(group, name, each));
                case Leaf leaf
                when schema.isSection(group) && !isNothing(leaf) ->
                    refuse(Kind.NOT_A_SETTING, child.keyAt(), group, "a mapping: it groups settings");
                case Leaf _ -> put(group, child);
            }
        }

        /** What is left of a dotted key below a setting is a key of the mapping that the setting holds. */
        private static Child under(String rest, Child child) {
            return new Child(child.keyAt(), new Branch(Map.of(rest, child), child.keyAt(), 1));
        }

        private boolean isSetting(String path) {
            return schema.find(path).isPresent() || schema.findRenamed(path).isPresent();
        }

        private static boolean isNothing(YamlTree tree) {
            return tree instanceof Leaf leaf && leaf.value() instanceof Value.Nothing;
        }

        private void put(String path, Child child) {
            if (isNothing(child.tree())) {
                return;
            }
            if (entries.put(path, new Given(child.tree().value(), place(child.keyAt()))) != null) {
                refuse(Kind.DUPLICATE_KEY, child.keyAt(), path, "every key once");
            }
        }

        void refuse(Kind kind, Position at, @Nullable String key, String expected) {
            problems.add(new Problem(kind, place(at), key, null, expected, null));
        }

        private Place place(Position at) {
            return new Place.InFile(file, at.line(), at.column());
        }
    }
}
