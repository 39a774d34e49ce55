package io.headwater.client;

import static io.headwater.testkit.Events.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.headwater.client.ClientState.Phase;
import io.headwater.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who is told how a client is. */
final class StateListenerTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @AutoClose
    private final ScriptedServer server = ScriptedServer.start();

    private ConfigClient.Builder client() {
        return ConfigClient.builder("trace-agent")
                .server(server.address())
                .credentials(server.credentials())
                .reconnectWithin(Duration.ofMillis(50));
    }

    @Test
    void aStateListenerIsToldOfTheStateNowAndOfEachThatFollowsInOrder() throws Exception {
        server.onConnect(snapshot(1));
        var phases = new CopyOnWriteArrayList<Phase>();
        var threads = new CopyOnWriteArrayList<String>();
        var client = client().start();
        try (client) {
            var _ = client.onState(state -> {
                phases.add(state.phase());
                threads.add(Thread.currentThread().getName());
            });
            client.awaitReady(LONG);
            server.end(Status.UNAVAILABLE);
            await().until(() -> phases.stream().filter(Phase.READY::equals).count() == 2);
        }
        await().until(() -> phases.contains(Phase.CLOSED));

        assertThat(phases.subList(phases.indexOf(Phase.READY), phases.size()))
                .isEqualTo(List.of(Phase.READY, Phase.STALE, Phase.READY, Phase.CLOSED));
        assertThat(threads).allMatch(thread -> thread.startsWith("headwater-trace-agent-listener"));
    }

    @Test
    void aStateListenerThatThrowsOrWasClosedHarmsNobody() throws Exception {
        server.onConnect(snapshot(1));
        var told = new CopyOnWriteArrayList<Phase>();
        try (var client = client().start()) {
            var throwing = client.onState(_ -> {
                throw new IllegalStateException("listener");
            });
            var closed = client.onState(state -> told.add(state.phase()));
            await().until(() -> !told.isEmpty());
            closed.close();
            closed.close();
            client.awaitReady(LONG);
            throwing.close();
        }
        assertThat(told).doesNotContain(Phase.CLOSED);
    }
}
