package io.headwater.cli.render;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which form an answer is wanted. */
public enum Output {
    /** For a person. */
    TABLE,
    JSON,
    YAML;

    /**
     * Prints one answer.
     *
     * @param data what it says, as maps, lists and plain values, for a program
     * @param table prints it for a person
     */
    public void print(Terminal terminal, @Nullable Object data, Runnable table) {
        switch (this) {
            case TABLE -> table.run();
            case JSON -> terminal.print(Json.pretty(data));
            case YAML -> terminal.print(Yaml.of(data));
        }
    }

    /** Prints one of a series: JSON on a line of its own, YAML as a document of its own. */
    public void event(Terminal terminal, @Nullable Object data, String line) {
        switch (this) {
            case TABLE -> terminal.print(line);
            case JSON -> terminal.print(Json.compact(data));
            case YAML -> terminal.print("---\n" + Yaml.of(data));
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
