package io.headwater.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A temporary directory that goes when it is closed, with everything in it. */
record TestDirectory(Path path) implements AutoCloseable {
    static TestDirectory create() {
        try {
            return new TestDirectory(Files.createTempDirectory("headwater"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (!Files.exists(path)) {
            return;
        }
        try (var tree = Files.walk(path)) {
            tree.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
