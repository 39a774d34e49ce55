package io.headwater.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands where the server is wired in. */
final class NoEngine implements Engine {
    @Override
    public Running start(ServeOptions options) throws IOException {
        throw missing();
    }

    @Override
    public Resolution resolve(List<Path> files, @Nullable Path schema) throws IOException {
        throw missing();
    }

    private static IOException missing() {
        return new IOException("engine: none (expected: a build that includes the server)");
    }
}
