package io.headwater.client.internal.session;

import static io.headwater.testkit.Events.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Five thousand clients on virtual time, and the one server that they have. */
final class FiveThousandClientsDoNotReturnTogetherTest {
    private static final int CLIENTS = 5_000;

    private final long seed = new Random().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final VirtualTime time = new VirtualTime();
    private final SimulatedServer server = new SimulatedServer(time).onConnect(snapshot(1));

    private void startAll() {
        IntStream.range(0, CLIENTS)
                .mapToObj(_ -> new Session(
                        time,
                        random.split(),
                        server,
                        Reconnect.DEFAULT,
                        Recorded.sink(),
                        Recorded.watcher(),
                        new Counters()))
                .forEach(Session::start);
        time.pass(Duration.ofMinutes(2));
        assertThat(server.open).hasSize(CLIENTS);
        server.dials.clear();
    }

    @ParameterizedTest(name = "away for {0} ms")
    @ValueSource(ints = {0, 3_000, 11_500, 60_000})
    void noSecondSeesMoreThanOneInSevenOfThem(int awayMillis) {
        startAll();

        server.stop();
        time.pass(Duration.ofMillis(awayMillis));
        server.start();
        time.pass(Duration.ofMinutes(3));

        assertThat(server.open).as("seed %d", seed).hasSize(CLIENTS);
        assertThat(busiestSecond(server.dials)).as("seed %d", seed).isBetween(1, CLIENTS / 7);
    }

    @Test
    void aServerThatCannotStandLeavesThemSpread() {
        startAll();
        for (int i = 0; i < 5; i++) {
            server.stop();
            time.pass(Duration.ofSeconds(3));
            server.start();
            time.pass(Duration.ofSeconds(7));
        }
        time.pass(Duration.ofMinutes(3));

        assertThat(server.open).as("seed %d", seed).hasSize(CLIENTS);
        assertThat(busiestSecond(server.dials)).as("seed %d", seed).isBetween(1, CLIENTS / 7);
    }

    /** The most tries within any one second, whenever that begins. */
    private static int busiestSecond(List<Duration> tries) {
        var times = tries.stream().mapToLong(Duration::toMillis).sorted().toArray();
        int most = 0;
        for (int first = 0, last = 0; last < times.length; last++) {
            while (times[last] - times[first] >= 1_000) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
