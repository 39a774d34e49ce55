package io.headwater.client;

import static io.headwater.testkit.Events.setting;
import static io.headwater.testkit.Events.snapshot;
import static io.headwater.testkit.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.headwater.client.ClientState.Phase;
import io.headwater.testkit.ScriptedServer;
import io.headwater.testkit.ScriptedServer.Call;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How a client ends. */
final class CloseTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @AutoClose
    private final ScriptedServer server = ScriptedServer.start();

    private ConfigClient.Builder client() {
        return client("trace-agent");
    }

    private ConfigClient.Builder client(String name) {
        return ConfigClient.builder(name)
                .server(server.address())
                .credentials(server.credentials())
                .reconnectWithin(Duration.ofMillis(50));
    }

    @Test
    void closingEndsTheSessionAndClosingTwiceIsHarmless() throws Exception {
        server.nextSessions("the-session");
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        var client = client().start();
        client.awaitReady(LONG);

        client.close();
        client.close();

        assertThat(server.endedSessions()).containsExactly("the-session");
        assertThat(client.reader().getString("log_level")).isEqualTo("info");
        server.awaitStreams(0);
    }

    @Test
    void closingDoesNotWaitForAServerThatDoesNotKnowHowToEndASession() throws Exception {
        server.onConnect(snapshot(1));
        server.fail(Call.END_SESSION, Status.UNIMPLEMENTED);
        var client = client().start();
        client.awaitReady(LONG);

        client.close();

        server.awaitStreams(0);
    }

    @Test
    void closingDoesNotWaitLongForAServerThatHangs() throws Exception {
        server.onConnect(snapshot(1));
        server.hang(Call.END_SESSION);
        var client = client().start();
        client.awaitReady(LONG);

        client.close();

        server.awaitStreams(0);
    }

    @Test
    @SuppressWarnings("try") // a listener closes what is closed again below
    void aListenerMayCloseTheClient() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        var closed = new CompletableFuture<Phase>();
        try (var client = client().start()) {
            client.awaitReady(LONG);
            var _ = client.onChange("log_level", _ -> {
                client.close();
                closed.complete(client.state().phase());
            });
            server.send(update(2, setting("log_level", "debug", "cli")));

            assertThat(closed.get()).isEqualTo(Phase.CLOSED);
        }
    }

    @Test
    @SuppressWarnings("try") // a listener closes what is closed again below
    void aListenerOnTheClientsOwnThreadMayCloseItToo() throws Exception {
        server.onConnect(snapshot(1, setting("log_level", "info", "file")));
        var closed = new CompletableFuture<Phase>();
        try (var client = client().listenersOn(Runnable::run).start()) {
            client.awaitReady(LONG);
            var _ = client.onChange("log_level", _ -> {
                client.close();
                closed.complete(client.state().phase());
            });
            server.send(update(2, setting("log_level", "debug", "cli")));

            assertThat(closed.get()).isEqualTo(Phase.CLOSED);
        }
    }

    @Test
    void whoeverWaitsIsReleasedWhenTheClientIsClosed() {
        server.hang(Call.STREAM);
        var client = client().start();
        var waiting = CompletableFuture.runAsync(() -> {
            try {
                client.awaitReady(LONG);
            } catch (NotReadyException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        client.close();

        assertThat(waiting).failsWithin(LONG).withThrowableThat().withMessageContaining("the client is closed");
    }

    @Test
    void aClientLeavesNoThreadBehind() throws Exception {
        server.onConnect(snapshot(1));
        var client = client("fleeting").start();
        client.awaitReady(LONG);

        client.close();

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("headwater-fleeting")));
    }
}
