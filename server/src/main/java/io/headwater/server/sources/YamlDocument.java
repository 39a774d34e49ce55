package io.headwater.server.sources;

import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Problem.Kind;
import io.headwater.core.settings.Value;
import io.headwater.server.sources.YamlTree.Branch;
import io.headwater.server.sources.YamlTree.Child;
import io.headwater.server.sources.YamlTree.Leaf;
import io.headwater.server.sources.YamlTree.Position;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML document. What is read is bounded in size, in depth, and in what aliases may unfold to; whatever is wrong is a
 * {@link Problem}, never an exception.
 */
final class YamlDocument {
    static final int MOST_BYTES = 8 << 20;

    /** With every alias written out. */
    private static final long MOST_VALUES = 500_000;

    private final String file;
    private final Iterator<Event> events;
    private Position reached = new Position(1, 1);
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, YamlTree> anchors = new HashMap<>();

    private YamlDocument(String file, Iterator<Event> events) {
        this.file = file;
        this.events = events;
    }

    /**
     * What a document says.
     *
     * @param root null when the document is empty or broken
     * @param isBroken whether it was refused as a whole; the problems say why
     */
    record Read(@Nullable YamlTree root, boolean isBroken, List<Problem> problems) {}

    /** Reads UTF-8, or UTF-16 with a byte order mark. */
    static Read read(String file, byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            return broken(file, new Position(1, 1), "size: " + bytes.length + " bytes", "at most " + MOST_BYTES);
        }
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try (var reader = new YamlUnicodeReader(new ByteArrayInputStream(bytes))) {
            var document = new YamlDocument(
                    file, new Parse(settings).parseReader(reader).iterator());
            return document.read();
        } catch (Refused refused) {
            return broken(file, refused.at, refused.found, refused.expected);
        } catch (MarkedYamlEngineException wrong) {
            return broken(file, position(wrong.getProblemMark()), wrong.getProblem(), "a YAML document");
        } catch (YamlEngineException | java.io.IOException wrong) {
            return broken(file, new Position(1, 1), "unreadable characters", "a YAML document in UTF-8");
        }
    }

    private Read read() {
        try {
            return new Read(root(), false, problems);
        } catch (Refused | YamlEngineException told) {
            throw told;
        } catch (RuntimeException slip) {
            // The library does not mean to throw these; a broken escape in a quoted text is one way to have it do so.
            return broken(file, reached, "an escape that makes no sense", "a YAML document");
        }
    }

    private Event next() {
        var event = events.next();
        reached = position(event.getEndMark());
        return event;
    }

    private static Read broken(String file, Position at, String found, String expected) {
        var place = new Place.InFile(file, at.line(), at.column());
        return new Read(null, true, List.of(new Problem(Kind.BROKEN_DOCUMENT, place, null, found, expected, null)));
    }

    private @Nullable YamlTree root() {
        while (events.hasNext()) {
            if (next() instanceof DocumentStartEvent) {
                var root = tree(next(), 1);
                end();
                return root;
            }
        }
        return null;
    }

    /** As for the agent, one document is all; but what follows it is not passed over in silence. */
    private void end() {
        while (events.hasNext()) {
            var event = next();
            if (event instanceof DocumentStartEvent) {
                var at = position(event.getStartMark());
                problems.add(new Problem(
                        Kind.SECOND_DOCUMENT,
                        new Place.InFile(file, at.line(), at.column()),
                        null,
                        "another document",
                        "one document",
                        "nothing is read from here on"));
                return;
            }
        }
    }

    private YamlTree tree(Event event, int depth) {
        var at = position(event.getStartMark());
        if (depth > YamlTree.DEEPEST) {
            throw new Refused(at, "nesting", "at most " + YamlTree.DEEPEST + " levels");
        }
        var tree = switch (event) {
            case AliasEvent alias -> aliased(alias, at);
            case ScalarEvent scalar -> new Leaf(scalar(scalar, at), at, 1);
            case SequenceStartEvent _ -> items(at, depth);
            case MappingStartEvent _ -> mapping(at, depth);
            default -> throw new Refused(at, "nothing", "a value");
        };
        if (tree.size() > MOST_VALUES) {
            throw new Refused(at, "its aliases written out", "at most " + MOST_VALUES + " values");
        }
        if (!(event instanceof AliasEvent) && event instanceof NodeEvent node) {
            node.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), tree));
        }
        return tree;
    }

    private YamlTree aliased(AliasEvent alias, Position at) {
        var tree = anchors.get(alias.getAlias().getValue());
        if (tree == null) {
            throw new Refused(
                    at, "*" + alias.getAlias().getValue(), "an anchor that stands before it and does not hold it");
        }
        return tree;
    }

    private static Value scalar(ScalarEvent scalar, Position at) {
        if (scalar.getTag().isEmpty()) {
            return scalar.isPlain() ? YamlScalar.plain(scalar.getValue()) : Value.of(scalar.getValue());
        }
        var tag = scalar.getTag().get();
        return YamlScalar.tagged(tag, scalar.getValue())
                .orElseThrow(() -> new Refused(at, "a scalar", "one that is " + tag));
    }

    private YamlTree items(Position at, int depth) {
        var values = new ArrayList<Value>();
        long size = 1;
        for (var event = next(); !(event instanceof SequenceEndEvent); event = next()) {
            var item = tree(event, depth + 1);
            size = bounded(size + item.size(), at);
            values.add(item.value());
        }
        return new Leaf(new Value.Items(values), at, size);
    }

    private YamlTree mapping(Position at, int depth) {
        var children = new LinkedHashMap<String, Child>();
        var merged = new LinkedHashMap<String, Child>();
        long size = 1;
        for (var event = next(); !(event instanceof MappingEndEvent); event = next()) {
            var keyAt = position(event.getStartMark());
            var key = key(event, keyAt, depth);
            boolean merges = key.equals("<<") && event instanceof ScalarEvent scalar && scalar.isPlain();
            var child = merges ? merge(merged, depth) : tree(next(), depth + 1);
            size = bounded(size + child.size(), at);
            if (!merges && children.put(key, new Child(keyAt, child)) != null) {
                problems.add(new Problem(
                        Kind.DUPLICATE_KEY,
                        new Place.InFile(file, keyAt.line(), keyAt.column()),
                        key,
                        null,
                        "every key once",
                        "the last one counts"));
            }
        }
        merged.forEach(children::putIfAbsent);
        return new Branch(children, at, size);
    }

    /** At the top a key is its text; further down it is the scalar that it would be as a value. */
    private String key(Event event, Position at, int depth) {
        var tree = tree(event, depth + 1);
        if (depth == 1 && event instanceof ScalarEvent scalar) {
            return scalar.getValue();
        }
        if (tree instanceof Branch || tree.value() instanceof Value.Items) {
            throw new Refused(at, "a key that is a list or a mapping", "a scalar");
        }
        return tree.value().toString();
    }

    private YamlTree merge(Map<String, Child> merged, int depth) {
        var event = next();
        if (!(event instanceof SequenceStartEvent)) {
            return mergeOne(event, merged, depth);
        }
        long size = 1;
        var at = position(event.getStartMark());
        for (var next = next(); !(next instanceof SequenceEndEvent); next = next()) {
            size = bounded(size + mergeOne(next, merged, depth).size(), at);
        }
        return new Leaf(Value.NOTHING, at, size);
    }

    private YamlTree mergeOne(Event event, Map<String, Child> merged, int depth) {
        var tree = tree(event, depth + 1);
        if (!(tree instanceof Branch branch)) {
            throw new Refused(position(event.getStartMark()), "<<", "a mapping, or a list of mappings");
        }
        branch.children().forEach(merged::putIfAbsent);
        return tree;
    }

    private static long bounded(long size, Position at) {
        if (size > MOST_VALUES) {
            throw new Refused(at, "its values, aliases written out", "at most " + MOST_VALUES);
        }
        return size;
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(new Position(1, 1));
    }

    /** Ends the reading of a document. */
    private static final class Refused extends RuntimeException {
        private final Position at;
        private final String found;
        private final String expected;

        Refused(Position at, String found, String expected) {
            super(found, null, false, false);
            this.at = at;
            this.found = found;
            this.expected = expected;
        }
    }
}
