package io.headwater.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.headwater.wire.admin.v1.Agent;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The agent misbehaves, and the real server minds it no more than it has to. */
final class ScriptedAgentTest {
    @AutoClose
    private final TestServer server = TestServer.with("""
            log_level: info
            remote_agent.registry.idle_timeout: 2s
            remote_agent.registry.query_timeout: 1s
            """);

    @AutoClose
    private final ScriptedAgent agent = ScriptedAgent.of(server.address(), server.credentials());

    @Test
    void holdsWhatTheServerHolds() {
        agent.register("follower");
        var stream = agent.subscribe().awaitSnapshot();
        assertThat(stream.held()).isEqualTo(server.settings());

        server.set("log_level", "debug");
        stream.await("log_level", new Held("debug", "cli"));
        server.unset("log_level");
        stream.await("log_level", new Held("info", "file"));

        assertThat(stream.held()).isEqualTo(server.settings());
        assertThat(stream.broken()).isNull();
        assertThat(stream.snapshots()).isEqualTo(1);
        assertThat(stream.updates()).isEqualTo(2);
        assertThat(server.agents()).containsExactly("follower");
    }

    @Test
    void stalledItHoldsUpNobodyAndCatchesUp() {
        agent.register("stalled");
        var stalled = agent.subscribe().awaitSnapshot();
        stalled.stall();
        try (var other = ScriptedAgent.of(server.address(), server.credentials())) {
            other.register("reader");
            var reader = other.subscribe().awaitSnapshot();

            for (int i = 0; i < 3_000; i++) {
                server.set("log_level", "level-" + i);
            }

            reader.await("log_level", new Held("level-2999", "cli"));
            assertThat(stalled.updates()).isLessThanOrEqualTo(1);
            stalled.readOn();
            stalled.await("log_level", new Held("level-2999", "cli"));
            assertThat(stalled.broken()).isNull();
            assertThat(reader.broken()).isNull();
        }
    }

    @Test
    void neverRefreshedItsSessionEnds() {
        agent.register("silent");
        assertThat(agent.refresh()).isEqualTo(Status.OK);

        Patience.until(() -> server.agents().isEmpty(), () -> "agents: " + server.agents());

        assertThat(agent.refresh().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(agent.subscribe().awaitEnd().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void floodingItGetsAnAnswerToEveryRefresh() {
        agent.register("flood");

        assertThat(agent.flood(5_000)).isEqualTo(Map.of(Status.Code.OK, 5_000));

        assertServes();
    }

    @Test
    void garbledOrBabbledItIsRefusedAndTheServerServesOn() {
        long seed = 20_261_120;
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            assertThat(agent.garble(random).getCode())
                    .as("seed %d, call %d", seed, i)
                    .isNotIn(Status.Code.UNAVAILABLE, Status.Code.UNKNOWN);
            agent.babble(random);
        }
        assertServes();
    }

    @Test
    void goneWithoutAGoodbyeItsStreamCountsNoMore() {
        agent.register("gone");
        var stream = agent.subscribe().awaitSnapshot();
        assertThat(server.sessions()).extracting(Agent::getStreams).containsExactly(1);

        agent.link().cut();

        assertThat(stream.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        Patience.until(
                () -> server.sessions().stream().mapToInt(Agent::getStreams).sum() == 0,
                () -> "sessions: " + server.sessions());
    }

    @Test
    void frozenItHoldsUpNobody() {
        agent.register("frozen");
        var frozen = agent.subscribe().awaitSnapshot();
        agent.link().freeze();

        server.set("log_level", "debug");
        assertServes();
        assertThat(frozen.held()).containsEntry("log_level", new Held("info", "file"));

        agent.link().thaw();
        frozen.await("log_level", new Held("debug", "cli"));
    }

    @Test
    void endsItsSessionInOrder() {
        agent.register("leaver");
        var stream = agent.subscribe().awaitSnapshot();

        assertThat(agent.endSession()).isEqualTo(Status.OK);

        assertThat(stream.awaitEnd().isOk()).isFalse();
        assertThat(server.agents()).isEmpty();
    }

    @Test
    void withTheRightSessionItsStatusIsShown() {
        agent.answerStatus(StatusAnswer.RIGHT).register("honest");
        var _ = agent.subscribe().awaitSnapshot();

        assertThat(server.status()).singleElement().satisfies(status -> {
            assertThat(status.getError()).isEmpty();
            assertThat(status.getMainSection().getFieldsMap()).containsEntry("Answer", "RIGHT");
        });
        assertThat(server.agents()).containsExactly("honest");
    }

    @ParameterizedTest
    @EnumSource(
            value = StatusAnswer.class,
            mode = Mode.EXCLUDE,
            names = {"RIGHT", "NEVER"})
    void withoutExactlyTheRightSessionItIsDeregistered(StatusAnswer answer) {
        agent.answerStatus(answer).register("dishonest");
        var stream = agent.subscribe().awaitSnapshot();

        assertThat(server.status())
                .singleElement()
                .satisfies(status -> assertThat(status.getError()).isNotEmpty());

        assertThat(stream.awaitEnd().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(server.agents()).isEmpty();
    }

    @Test
    void neverAnsweringItIsSaidToHaveTimedOut() {
        agent.answerStatus(StatusAnswer.NEVER).register("mute");
        var _ = agent.subscribe().awaitSnapshot();

        assertThat(server.status())
                .singleElement()
                .satisfies(status -> assertThat(status.getError()).isNotEmpty());
    }

    @Test
    void survivesWhateverComesOverItsLink() {
        long seed = 4_711;
        agent.register("unlucky");
        var faults = new RandomFaults(agent.link(), seed);
        for (int i = 0; i < 30; i++) {
            var fault = faults.next();
            var stream = agent.subscribe();
            server.set("log_level", "level-" + i);
            Patience.until(
                    () -> stream.isOver() || stream.snapshots() > 0 || fault.contains("frozen"),
                    () -> fault + ": neither ended nor served");
            assertThat(stream.broken()).as(fault).isNull();
            stream.leave();
        }
        faults.heal();
        agent.register("lucky again");
        var stream = agent.subscribe().awaitSnapshot();
        assertThat(stream.held()).as(faults.toString()).isEqualTo(server.settings());
    }

    private void assertServes() {
        try (var other = ScriptedAgent.of(server.address(), server.credentials())) {
            other.register("other");
            assertThat(other.subscribe().awaitSnapshot().held()).isEqualTo(server.settings());
        }
    }
}
