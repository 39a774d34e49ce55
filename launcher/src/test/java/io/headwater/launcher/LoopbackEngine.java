package io.headwater.launcher;

import io.headwater.cli.loopback.LoopbackServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The loopback server behind the launcher's verbs. Resolves {@code KEY: VALUE} lines; a line without a colon is an error. */
final class LoopbackEngine implements Engine {
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);

    @Nullable
    ServeOptions options;

    @Override
    public Running start(ServeOptions options) throws IOException {
        if (options.agents().contains("taken:1")) {
            throw new IOException("--agents: taken:1 (expected: an address that is free)");
        }
        this.options = options;
        Files.createDirectories(options.data());
        var server = LoopbackServer.in(options.data());
        return new Running() {
            @Override
            public SequencedMap<String, List<String>> faces() {
                var faces = new LinkedHashMap<String, List<String>>();
                faces.put("agents", List.of(server.address(), "unix:/run/x"));
                faces.put("http", List.of("127.0.0.1:1"));
                return faces;
            }

            @Override
            public void awaitEnd() throws InterruptedException {
                ended.await();
            }

            @Override
            public void close() {
                server.close();
                closed.countDown();
            }
        };
    }

    @Override
    public Resolution resolve(List<Path> files, @Nullable Path schema) throws IOException {
        var settings = new ArrayList<Resolved>();
        var findings = new ArrayList<Finding>();
        for (var file : files) {
            for (var line : Files.readAllLines(file)) {
                var parts = line.split(": ", 2);
                if (parts.length == 2) {
                    settings.add(new Resolved(parts[0], '"' + parts[1] + '"', "file"));
                } else {
                    findings.add(new Finding(
                            !line.startsWith("?"),
                            "datadog.yaml",
                            2,
                            1,
                            line,
                            "datadog.yaml:2:1: " + line + " (expected: a value)"));
                }
            }
        }
        return new Resolution(settings, findings);
    }

    @Override
    public List<Finding> check(List<Path> files, @Nullable Path schema) throws IOException {
        return resolve(files, schema).findings();
    }
}
