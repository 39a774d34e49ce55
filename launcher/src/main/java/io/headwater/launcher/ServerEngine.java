package io.headwater.launcher;

import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.server.Options;
import io.headwater.server.StartException;
import io.headwater.server.Wiring;
import io.headwater.server.sources.Disclosure;
import io.headwater.server.sources.JsonText;
import io.headwater.server.sources.SchemaFiles;
import io.headwater.server.transport.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The server of this very build. */
final class ServerEngine implements Engine {
    private final Map<String, String> environment;

    ServerEngine(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Running start(ServeOptions options) throws IOException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        try {
            return new InProcess(Wiring.start(new Options(
                    options.files(),
                    options.schema(),
                    options.data(),
                    options.agents().stream().map(Address::parse).toList(),
                    tcp(options.http()),
                    environment)));
        } catch (StartException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Resolution resolve(List<Path> files, @Nullable Path schema) throws IOException {
        var json = new JsonText();
        var cast = new Cast(json);
        var declared = new SchemaFiles(cast).require(schema);
        var resolved = new io.headwater.server.sources.ConfigResolve(declared, cast, json).resolve(files, environment);
        var disclosure = new Disclosure(declared);
        return new Resolution(
                resolved.settings().stream()
                        .map(setting -> new Resolved(
                                setting.key(),
                                disclosure.json(setting.key(), setting.value(), setting.source()),
                                setting.source().wireName()))
                        .toList(),
                resolved.problems().stream()
                        .map(problem -> finding(problem, problem.isError()))
                        .toList());
    }

    @Override
    public List<Finding> check(List<Path> files, @Nullable Path schema) throws IOException {
        var cast = new Cast(new JsonText());
        var report =
                new io.headwater.server.sources.ConfigCheck(new SchemaFiles(cast).require(schema), cast).check(files);
        return Stream.concat(
                        report.errors().stream().map(problem -> finding(problem, true)),
                        report.warnings().stream().map(problem -> finding(problem, false)))
                .toList();
    }

    private static Finding finding(Problem problem, boolean error) {
        return problem.place() instanceof Place.InFile(var file, var line, var column)
                ? new Finding(error, file, line, column, problem.key(), problem.toString())
                : new Finding(error, null, 0, 0, problem.key(), problem.toString());
    }

    private static Address.Tcp tcp(String text) throws IOException {
        if (Address.parse(text) instanceof Address.Tcp tcp) {
            return tcp;
        }
        throw new IOException("http: " + text + " (expected: HOST:PORT)");
    }

    private static final class InProcess implements Running {
        private final Wiring server;
        private final CountDownLatch ended = new CountDownLatch(1);

        InProcess(Wiring server) {
            this.server = server;
        }

        @Override
        public SequencedMap<String, List<String>> faces() {
            var faces = new LinkedHashMap<String, List<String>>();
            faces.put("agents", server.agents().stream().map(Address::toString).toList());
            faces.put("http", List.of(server.http().toString()));
            return faces;
        }

        @Override
        public void awaitEnd() throws InterruptedException {
            ended.await();
        }

        @Override
        public void close() {
            server.close();
            ended.countDown();
        }
    }
}
