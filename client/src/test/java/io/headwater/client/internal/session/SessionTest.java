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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** When a session does what, on virtual time. */
final class SessionTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Failure UNAVAILABLE = failure(Status.UNAVAILABLE);
    private static final Failure NOT_THERE = failure(Status.PERMISSION_DENIED);

    private final long seed = new Random().nextLong();
    private final VirtualTime time = new VirtualTime();
    private final SimulatedServer server = new SimulatedServer(time).onConnect(snapshot(1));
    private final Recorded told = new Recorded();
    private final Session session =
            new Session(time, new SplittableRandom(seed), server, Reconnect.DEFAULT, told, told, new Counters());

    private void start() {
        session.start();
        time.pass(Duration.ofSeconds(1));
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void theFirstTryIsImmediate() {
        session.start();
        time.pass(Duration.ZERO);

        assertThat(server.dials).containsExactly(Duration.ZERO);
    }

    @Test
    void aSessionIsRefreshedAtTheAdvertisedIntervalAndRegisteredOnce() {
        server.recommends(seconds(7));
        start();

        time.pass(seconds(19));

        assertThat(server.refreshes).hasSize(2);
        assertThat(server.refreshes.get(1).minus(server.refreshes.get(0)))
                .isBetween(seconds(7), Duration.ofMillis(7010));
        assertThat(server.registrations).hasSize(1);
    }

    @Test
    void anIntervalOfZeroIsTenSeconds() {
        server.recommends(Duration.ZERO);
        start();

        time.pass(seconds(25));

        assertThat(server.refreshes).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNAVAILABLE", "DEADLINE_EXCEEDED"})
    void aRefreshThatTheLinkAteKeepsTheSessionAndOpensTheStreamOnANewLink(Status.Code code) {
        server.recommends(seconds(5));
        server.refreshFailures.add(failure(code.toStatus()));
        start();

        time.pass(MINUTE);

        assertThat(server.registrations).hasSize(1);
        assertThat(server.streams).containsExactly("session-1", "session-1");
        assertThat(server.dials).hasSize(2);
        assertThat(server.open).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"UNIMPLEMENTED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION"})
    void aRefreshThatTheServerRefusedLeavesTheStreamAlone(Status.Code code) {
        server.recommends(seconds(5));
        server.refreshFailures.add(failure(code.toStatus()));
        start();

        time.pass(MINUTE);

        assertThat(server.registrations).hasSize(1);
        assertThat(server.streams).hasSize(1);
        assertThat(server.refreshes).hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"NOT_FOUND", "PERMISSION_DENIED", "UNAUTHENTICATED"})
    void aRefreshThatSaysTheSessionIsGoneIsFollowedByARegistrationAtOnce(Status.Code code) {
        server.recommends(seconds(5));
        server.refreshFailures.add(failure(code.toStatus()));
        session.start();

        time.pass(seconds(6));

        assertThat(server.registrations).hasSize(2);
        assertThat(server.registrations.get(1).minus(server.refreshes.get(0))).isLessThan(Duration.ofMillis(10));
        assertThat(server.streams).containsExactly("session-1", "session-2");
        assertThat(server.open).hasSize(1);
    }

    @Test
    void aStreamThatIsRefusedIsFollowedByARegistrationWithoutAnyRefresh() {
        server.streamFailures.add(NOT_THERE);
        start();

        assertThat(server.registrations).hasSize(2);
        assertThat(server.refreshes).isEmpty();
        assertThat(server.streams).containsExactly("session-1", "session-2");
        assertThat(told.events).endsWith("ready");
    }

    @Test
    void aSessionThatStreamAndRefreshCallDeadAtOnceIsRenewedOnce() {
        server.recommends(seconds(5));
        start();
        time.pass(seconds(3));
        server.evict();
        time.pass(Duration.ofMillis(1_001));

        server.end(NOT_THERE);
        time.pass(seconds(3));

        assertThat(server.registrations).hasSize(2);
    }

    @Test
    void aRegistrationThatFailsIsTriedAgainAndNeverTwiceAtATime() {
        server.registrationFailures.add(UNAVAILABLE);
        server.registrationFailures.add(failure(Status.UNIMPLEMENTED));
        server.registrationFailures.add(failure(Status.UNAUTHENTICATED));
        session.start();

        time.pass(seconds(10));

        assertThat(server.registrations).hasSize(4);
        assertThat(server.open).hasSize(1);
    }

    @Test
    void aServerThatGrantsSessionsAndRefusesTheirStreamsIsNotAskedInALoop() {
        for (int i = 0; i < 10_000; i++) {
            server.streamFailures.add(NOT_THERE);
        }
        session.start();

        time.pass(Duration.ofMinutes(10));

        assertThat(server.registrations).hasSizeBetween(10, 60);
    }

    @Test
    void aServerThatEndsEveryStreamWithOkIsNotAskedInALoop() {
        session.start();
        for (int i = 0; i < 600; i++) {
            time.pass(seconds(1));
            server.end(failure(Status.OK));
        }

        assertThat(server.streams).hasSizeBetween(5, 100);
    }

    @Test
    void whatAServerGrantedOutlivesALostLink() {
        start();

        server.end(UNAVAILABLE);
        time.pass(MINUTE);

        assertThat(server.streams).containsExactly("session-1", "session-1");
        assertThat(server.refreshes).isNotEmpty();
    }

    @Test
    void theNumberingBeginsAnewWithEachStream() {
        server.onConnect(snapshot(100));
        start();
        server.onConnect(snapshot(0));

        server.end(UNAVAILABLE);
        time.pass(MINUTE);

        assertThat(told.events).containsSubsequence("1/100 snapshot []", "ready", "failed", "2/0 snapshot []", "ready");
    }

    @Test
    void aGapIsMendedByANewStream() {
        start();

        server.send(update(3, setting("log_level", "debug", "cli")));
        time.pass(MINUTE);

        assertThat(told.lastFailure).isEqualTo("update 3 came after 1 (expected: 2)");
        assertThat(told.events).doesNotContain("1/3 put log_level: debug (cli)");
        assertThat(server.streams).hasSize(2);
        assertThat(server.registrations).hasSize(1);
    }

    @Test
    void anEventOfAnUnknownKindIsAnsweredWithANewStream() {
        start();

        server.send(unknown());
        time.pass(MINUTE);

        assertThat(server.streams).hasSize(2);
    }

    @Test
    void whatComesAfterAGapOnTheSameStreamIsNotLookedAt() {
        start();

        server.send(update(3, setting("log_level", "debug", "cli")));
        server.send(snapshot(4));
        time.pass(Duration.ZERO);

        assertThat(told.events).doesNotContain("1/4 snapshot []");
    }

    @Test
    void aStreamThatBringsNoSnapshotIsGivenUpAfterAMinute() {
        server.onConnect();
        server.recommends(seconds(5));
        session.start();

        time.pass(seconds(59));
        assertThat(server.streams).hasSize(1);

        time.pass(seconds(10));
        assertThat(server.streams).hasSize(2);
        assertThat(told.events).doesNotContain("ready");
    }

    @Test
    void credentialsThatAreMissingAreLookedForEveryTwoSecondsAtMost() {
        server.lacks(new IOException("auth_token: missing (expected: a file)"));
        session.start();
        time.pass(Duration.ofMinutes(5));

        assertThat(told.waits).hasSizeGreaterThan(150).allMatch(wait -> wait.compareTo(seconds(2)) <= 0);
        assertThat(told.lastFailure).contains("auth_token");

        server.lacks(null);
        time.pass(Duration.ofMillis(2_100));
        assertThat(server.open).hasSize(1);
    }

    @Test
    void waitsGrowToACapAndAreChanceBelowItToTheEnd() {
        server.stop();
        session.start();
        time.pass(Duration.ofHours(10));

        assertThat(told.waits.get(0)).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(told.waits.get(1)).isLessThanOrEqualTo(seconds(1));
        var late = told.waits.subList(10, told.waits.size());
        assertThat(late).as("seed %d", seed).allMatch(wait -> wait.compareTo(MINUTE) <= 0);
        assertThat(late.stream().filter(wait -> wait.compareTo(seconds(30)) < 0).count())
                .as("seed %d", seed)
                .isBetween(late.size() * 2L / 5, late.size() * 3L / 5);
    }

    @Test
    void waitsBeginAnewOnlyOnceAStreamWasStable() {
        start();
        for (int i = 0; i < 10; i++) {
            server.end(UNAVAILABLE);
            time.pass(Duration.ofMinutes(2));
            time.pass(seconds(1));
        }
        assertThat(told.waits).as("stable").allMatch(wait -> wait.compareTo(seconds(12)) <= 0);

        told.waits.clear();
        for (int i = 0; i < 3_000; i++) {
            server.end(UNAVAILABLE);
            time.pass(seconds(1));
        }
        assertThat(told.waits).as("never stable; seed %d", seed).anyMatch(wait -> wait.compareTo(seconds(24)) > 0);
    }

    @Test
    void aServerThatHangsIsGivenUpAndAskedAgain() {
        start();
        server.hang(true);
        server.end(UNAVAILABLE);
        time.pass(MINUTE);
        server.hang(false);

        time.pass(Duration.ofMinutes(3));

        assertThat(server.open).hasSize(1);
    }

    @Test
    void aSessionThatIsClosedSaysSoAndDoesNothingMore() {
        start();
        var done = new boolean[1];

        session.close(() -> done[0] = true);
        session.close(() -> {});
        time.pass(seconds(1));

        assertThat(done[0]).isTrue();
        assertThat(server.ended).containsExactly("session-1");
        assertThat(server.open).isEmpty();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void aSessionThatIsClosedBetweenTwoTriesDoesNotTryAgain() {
        server.stop();
        start();
        var dials = server.dials.size();

        session.close(() -> {});
        time.pass(Duration.ofHours(1));

        assertThat(server.dials).hasSize(dials);
        assertThat(time.waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"NOT_FOUND", "PERMISSION_DENIED", "UNAUTHENTICATED"})
    void threeCodesEndASession(Status.Code code) {
        var wrapped = new IllegalStateException(code.toStatus().asException());

        assertThat(failure(code.toStatus()).kind()).isEqualTo(Failure.Kind.SESSION_GONE);
        assertThat(failure(Status.fromThrowable(wrapped)).kind()).isEqualTo(Failure.Kind.SESSION_GONE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"NOT_FOUND", "PERMISSION_DENIED", "UNAUTHENTICATED"},
            mode = Mode.EXCLUDE)
    void noOtherCodeDoes(Status.Code code) {
        assertThat(failure(code.toStatus()).kind()).isNotEqualTo(Failure.Kind.SESSION_GONE);
    }

    @Test
    void anErrorWithoutAStatusDoesNotEndASession() {
        assertThat(failure(Status.fromThrowable(new IOException("broken"))).kind())
                .isEqualTo(Failure.Kind.LINK_LOST);
    }
}
