package io.headwater.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.ChangeBatch;
import io.headwater.client.ClientMetrics;
import io.headwater.client.ClientState.Phase;
import io.headwater.client.ConfigClient;
import io.headwater.client.Setting;
import io.headwater.client.StartPolicy;
import io.headwater.testkit.Held;
import io.headwater.testkit.Link;
import io.headwater.testkit.RandomFaults;
import io.headwater.testkit.TestServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links are cut, frozen and throttled while settings change. */
@Timeout(600)
final class CutLinkTest {
    private static final int CUTS = 1_000;
    private static final int CLIENTS = 6;
    private static final int CUTS_PER_ROUND = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> KEYS = List.of("log_level", "env", "site", "hostname", "dd_url");

    private final long seed = Long.getLong("seed", System.nanoTime());

    @Test
    void everyClientConvergesAndNoListenerSeesAValueOutOfOrder() throws Exception {
        var random = new Random(seed);
        var written = new AtomicLong();
        var last = "none";
        try (var server = TestServer.with("log_level: v0\n");
                var readers = new Readers(server, random)) {
            for (int cuts = 0; cuts < CUTS; cuts += CUTS_PER_ROUND) {
                try (var _ = new Writer(server, random.nextLong(), written)) {
                    for (int i = 0; i < CUTS_PER_ROUND; i++) {
                        last = readers.pick(random).suffer(random.nextInt(3) > 0);
                    }
                }
                readers.heal();
                readers.converge(server);
            }
            System.out.printf("%d cuts, %d values written, seed %d: %s%n", CUTS, written.get(), seed, readers);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", last fault: " + last, e);
        }
    }

    /** Each behind a link of its own. */
    private static final class Readers implements AutoCloseable {
        private final List<Reader> readers;

        Readers(TestServer server, Random random) {
            readers = IntStream.range(0, CLIENTS)
                    .mapToObj(number -> new Reader("reader-" + number, server, random.nextLong()))
                    .toList();
        }

        Reader pick(Random random) {
            return readers.get(random.nextInt(readers.size()));
        }

        void heal() {
            readers.forEach(reader -> reader.faults.heal());
        }

        void converge(TestServer server) {
            var truth = server.settings();
            assertThat(readers).allSatisfy(reader -> {
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(reader.shown(KEYS)).as(reader.name).isEqualTo(truth(truth)));
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(reader.told(KEYS))
                                .as("what %s was told", reader.name)
                                .isEqualTo(truth(truth)));
                assertThat(reader.held()).as("all that %s holds", reader.name).isEqualTo(truth);
                assertThat(reader.disorder.get()).as(reader.name).isNull();
            });
        }

        private static Map<String, String> truth(Map<String, Held> settings) {
            var shown = new HashMap<String, String>();
            KEYS.forEach(key -> Optional.ofNullable(settings.get(key))
                    .ifPresent(held -> shown.put(key, held.value() + " " + held.source())));
            return shown;
        }

        @Override
        public String toString() {
            return readers.stream()
                    .map(reader -> "%s had %d batches, %.0f reconnects"
                            .formatted(
                                    reader.name,
                                    reader.batches,
                                    reader.client.metrics().get(ClientMetrics.RECONNECT_COUNT)))
                    .toList()
                    .toString();
        }

        @Override
        public void close() {
            readers.forEach(Reader::close);
        }
    }

    private static final class Reader implements AutoCloseable {
        private final String name;
        private final Link link;
        private final RandomFaults faults;
        private final ConfigClient client;
        private final Map<String, String> told = new HashMap<>();
        private final Map<String, Long> highest = new HashMap<>();
        private final AtomicReference<@Nullable String> disorder = new AtomicReference<>();
        private int batches;

        Reader(String name, TestServer server, long seed) {
            this.name = name;
            link = Link.to(server.address());
            faults = new RandomFaults(link, seed);
            client = ConfigClient.builder(name)
                    .server(link.address())
                    .credentials(server.credentials())
                    .whenNoServer(StartPolicy.waitForServer())
                    .reconnectWithin(Duration.ofMillis(20))
                    .start();
            client.listen().initially().batches(this::hear);
        }

        private synchronized void hear(ChangeBatch batch) {
            batches++;
            for (var change : batch.changes()) {
                var key = change.key();
                if (!KEYS.contains(key)) {
                    continue;
                }
                change.now()
                        .ifPresentOrElse(
                                now -> told.put(key, now.value() + " " + now.source()), () -> told.remove(key));
                change.now().filter(now -> now.source().equals("cli")).ifPresent(now -> {
                    long number = Long.parseLong(String.valueOf(now.value()).substring(1));
                    if (number < highest.getOrDefault(key, 0L)) {
                        disorder.compareAndSet(null, key + ": " + number + " after " + highest.get(key));
                    }
                    highest.put(key, number);
                });
            }
        }

        synchronized Map<String, String> told(List<String> keys) {
            var shown = new HashMap<>(told);
            shown.keySet().retainAll(keys);
            return shown;
        }

        Map<String, String> shown(List<String> keys) {
            var view = client.view();
            var shown = new HashMap<String, String>();
            keys.forEach(key ->
                    view.find(key).ifPresent(setting -> shown.put(key, setting.value() + " " + setting.source())));
            return shown;
        }

        Map<String, Held> held() {
            return client.view().settings().stream()
                    .collect(Collectors.toMap(Setting::key, setting -> new Held(setting.value(), setting.source())));
        }

        /** One more fault, at once or when the client has got over the last one. */
        String suffer(boolean recovered) {
            if (recovered) {
                faults.heal();
                await().atMost(PATIENCE).until(() -> client.state().phase() == Phase.READY);
            }
            return name + ", " + faults.next();
        }

        @Override
        public void close() {
            client.close();
            link.close();
        }
    }

    /** Sets rising values and takes them back, until it is closed. */
    private static final class Writer implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread;

        Writer(TestServer server, long seed, AtomicLong written) {
            thread = Thread.ofPlatform().start(() -> write(server, new Random(seed), written));
        }

        private void write(TestServer server, Random random, AtomicLong written) {
            while (!over.get()) {
                var key = KEYS.get(random.nextInt(KEYS.size()));
                if (random.nextInt(8) == 0) {
                    server.unset(key);
                } else {
                    server.set(key, "v" + written.incrementAndGet());
                }
            }
        }

        @Override
        public void close() {
            over.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
