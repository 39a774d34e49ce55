package io.headwater.core.settings;

/** Where a value came from, as an error or an explanation names it. */
public sealed interface Place {
    /**
     * In a file.
     *
     * @param file the path as it was given
     * @param line from 1
     * @param column from 1
     */
    record InFile(String file, int line, int column) implements Place {
        @Override
        public String toString() {
            return file + ":" + line + ":" + column;
        }
    }

    /** In an environment variable. */
    record InVariable(String name) implements Place {
        @Override
        public String toString() {
            return name;
        }
    }

    /** In a call: somebody asked for it. */
    record InCall(String author) implements Place {
        @Override
        public String toString() {
            return "set by " + author;
        }
    }

    /** In the schema: the declared default. */
    record InSchema() implements Place {
        @Override
        public String toString() {
            return "the schema";
        }
    }

    Place SCHEMA = new InSchema();
}
