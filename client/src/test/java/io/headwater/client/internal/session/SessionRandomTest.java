package io.headwater.client.internal.session;

import static io.headwater.client.internal.session.SimulatedServer.failure;
import static io.headwater.testkit.Events.setting;
import static io.headwater.testkit.Events.snapshot;
import static io.headwater.testkit.Events.unknown;
import static io.headwater.testkit.Events.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A thousand lives of a session with a server that does whatever comes to its mind, on virtual time. */
final class SessionRandomTest {
    private static final int LIVES = 1_000;
    private static final int MISHAPS = 30;

    @Test
    void whateverHappensItFollowsOneStreamInTheEnd() {
        var seeds = new Random();
        for (int life = 0; life < LIVES; life++) {
            live(seeds.nextLong());
        }
    }

    private static void live(long seed) {
        var random = new SplittableRandom(seed);
        var time = new VirtualTime();
        var server = new SimulatedServer(time).onConnect(snapshot(1)).recommends(Duration.ofSeconds(5));
        var told = new Recorded();
        var session = new Session(time, random.split(), server, Reconnect.DEFAULT, told, told, new Counters());
        session.start();
        for (int i = 0; i < MISHAPS; i++) {
            time.pass(Duration.ofMillis(random.nextInt(20_000)));
            mishap(server, random);
            assertThat(server.open).as("streams at once; seed %d", seed).hasSizeLessThanOrEqualTo(1);
        }
        server.heal();
        time.pass(Duration.ofMinutes(5));

        assertThat(server.open).as("seed %d", seed).hasSize(1);
        assertThat(time.waiting())
                .as("tasks due: the next refresh; seed %d", seed)
                .isEqualTo(1);
        int registrations = server.registrations.size();
        time.pass(Duration.ofHours(1));
        assertThat(server.registrations).as("seed %d", seed).hasSize(registrations);
        session.close(() -> {});
        time.pass(Duration.ofSeconds(1));
        assertThat(server.open).as("after the closing; seed %d", seed).isEmpty();
        assertThat(time.waiting()).as("after the closing; seed %d", seed).isZero();
    }

    private static void mishap(SimulatedServer server, SplittableRandom random) {
        switch (random.nextInt(11)) {
            case 0 -> server.stop();
            case 1 -> server.start();
            case 2 -> server.evict();
            case 3 -> server.hang(true);
            case 4 -> server.heal();
            case 5 -> server.send(update(random.nextInt(5), setting("log_level", "debug", "cli")));
            case 6 -> server.send(snapshot(random.nextInt(5)));
            case 7 -> server.send(unknown());
            case 8 -> server.end(failure(Status.fromCodeValue(random.nextInt(17))));
            case 9 -> server.refreshFailures.add(failure(Status.fromCodeValue(1 + random.nextInt(16))));
            default -> server.lacks(new IOException("auth_token: missing"));
        }
    }
}
