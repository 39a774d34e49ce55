package io.headwater.launcher;

import io.headwater.server.Options;
import io.headwater.server.StartException;
import io.headwater.server.Wiring;
import io.headwater.server.transport.Address;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The server of this very build. */
final class ServerEngine implements Engine {
    private final Map<String, String> environment;

    ServerEngine(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Running start(ServeOptions options) throws IOException {
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
        throw new IOException("not yet");
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
