package io.headwater.server.sources;

import io.headwater.core.settings.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** A YAML document as it stands in its file: mappings with the place of every key, and values under them. Immutable. */
sealed interface YamlTree {
    /** No document may nest deeper: what it says must fit the depth that readers of the wire format accept. */
    int DEEPEST = 30;

    Position at();

    Value value();

    /** How many values it holds with every alias written out. */
    long size();

    /** A place in a file; line and column count from 1. */
    record Position(int line, int column) {}

    /** A mapping. */
    record Branch(Map<String, Child> children, Position at, long size) implements YamlTree {
        @Override
        public Value value() {
            var fields = new LinkedHashMap<String, Value>();
            children.forEach((name, child) -> fields.put(name, child.tree().value()));
            return new Value.Mapping(fields);
        }
    }

    /** A scalar, or a list with all that is in it. */
    record Leaf(Value value, Position at, long size) implements YamlTree {}

    /** What stands under a key, and where the key is. */
    record Child(Position keyAt, YamlTree tree) {}
}
