package io.headwater.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What the verbs need of a server that runs in this very process. */
public interface Engine {
    /**
     * Starts a server and returns once every face is open.
     *
     * @throws IOException when it cannot start; its message tells a person why
     */
    Running start(ServeOptions options) throws IOException, InterruptedException;

    /**
     * What files and this environment come to, without a server.
     *
     * @param schema null for the one that is built in
     */
    Resolution resolve(List<Path> files, @Nullable Path schema) throws IOException;

    /**
     * What is wrong with files, each by itself, without a server and whatever the environment.
     *
     * @param schema null for the one that is built in
     */
    List<Finding> check(List<Path> files, @Nullable Path schema) throws IOException;

    /** A server that serves. Closing it ends every stream and returns when that is done. */
    interface Running extends AutoCloseable {
        /** Each face's name and the addresses it listens on, with their real ports: {@code agents}, {@code http}. */
        SequencedMap<String, List<String>> faces();

        /** Returns when the server has ended by itself. */
        void awaitEnd() throws InterruptedException;

        @Override
        void close();
    }

    /** What was resolved, and what is wrong with it. */
    record Resolution(List<Resolved> settings, List<Finding> findings) {}

    /**
     * One effective setting.
     *
     * @param json the value as JSON text
     */
    record Resolved(String key, String json, String source) {}

    /**
     * Something wrong in a file or in the environment.
     *
     * @param error false for a mere warning
     * @param file null when it is not in a file
     * @param line from 1; 0 outside of a file
     * @param column from 1; 0 outside of a file
     * @param key the setting concerned; null when it is the document as a whole
     * @param text the whole message for a person: place, key, value, rule, hint
     */
    record Finding(
            boolean error,
            @Nullable String file,
            int line,
            int column,
            @Nullable String key,
            String text) {}
}
