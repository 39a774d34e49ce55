package io.headwater.client.internal.bind;

import java.util.ArrayList;
import java.util.List;

/** Everything that keeps a record from being built, a line each. */
final class Problems {
    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(line);
    }

    int count() {
        return lines.size();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
