package io.headwater.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server of this build in an empty environment; remembers what it was started with. */
final class RealEngine implements Engine {
    private final Engine engine = new ServerEngine(Map.of());

    @Nullable
    ServeOptions options;

    @Override
    public Running start(ServeOptions options) throws IOException, InterruptedException {
        this.options = options;
        return engine.start(options);
    }

    @Override
    public Resolution resolve(List<Path> files, @Nullable Path schema) throws IOException {
        return engine.resolve(files, schema);
    }

    @Override
    public List<Finding> check(List<Path> files, @Nullable Path schema) throws IOException {
        return engine.check(files, schema);
    }
}
