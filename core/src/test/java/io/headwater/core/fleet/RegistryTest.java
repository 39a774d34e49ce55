package io.headwater.core.fleet;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration IDLE = Duration.ofSeconds(60);

    private long nanos;
    private Duration wallClockJump = Duration.ZERO;
    private final List<RuntimeException> failures = new ArrayList<>();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final Registry registry = new Registry(
            new Registry.Limits(IDLE, 3),
            () -> START.plusNanos(nanos).plus(wallClockJump),
            () -> nanos,
            UUID::randomUUID,
            failures::add);

    @Test
    void givesEachClientASessionOfItsOwn() {
        var first = admit(named("Trace Agent"));
        var second = admit(named("Trace Agent"));

        assertThat(first.id())
                .isNotEqualTo(second.id())
                .satisfies(id -> assertThat(UUID.fromString(id).version()).isEqualTo(4));
        assertThat(first.registrant().label()).isEqualTo("trace-agent");
        assertThat(first.registered()).isEqualTo(START);
        assertThat(registry.sessions()).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void listsSessionsByDisplayName() {
        admit(named("c"));
        admit(named("a"));
        admit(named("b"));

        assertThat(registry.sessions())
                .extracting(s -> s.registrant().displayName())
                .containsExactly("a", "b", "c");
    }

    @Test
    void keepsTheServicesAsTheyWereGiven() {
        assertThat(admit(new Registrant("", "", "none", "", List.of()))
                        .registrant()
                        .services())
                .isEmpty();
        assertThat(admit(new Registrant("", "", "some", "", List.of("b", "a", "b")))
                        .registrant()
                        .services())
                .containsExactly("b", "a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "\u00A0 "})
    void refusesABlankDisplayName(String name) {
        assertThat(registry.register(named(name)))
                .isEqualTo(new Admission.Invalid("remote agent display name must not be empty or whitespace-only"));
    }

    @Test
    void refusesWhatItWouldHaveToKeepAndIsTooLong() {
        assertThat(registry.register(named("x".repeat(257))))
                .isEqualTo(new Admission.Invalid("display_name: 257 characters (expected: at most 256)"));
        assertThat(registry.register(new Registrant("", "", "a", "", Collections.nCopies(65, "s"))))
                .isEqualTo(new Admission.Invalid("services: 65 names (expected: at most 64)"));
        assertThat(registry.register(new Registrant("", "a\nb", "a", "", List.of())))
                .isEqualTo(new Admission.Invalid("flavor: holds a control character (expected: printable text)"));
        assertThat(registry.register(new Registrant("", "", "a", "ftp://x", List.of())))
                .isInstanceOf(Admission.Invalid.class);
        assertThat(registry.sessions()).isEmpty();
    }

    @Test
    void admitsNoMoreThanItsLimit() {
        admit(named("a"));
        admit(named("b"));
        admit(named("c"));

        assertThat(registry.register(named("d")))
                .isEqualTo(new Admission.Full(
                        "sessions: 3 (expected: fewer than 3); try again when another remote agent has gone"));

        pass(IDLE.plusNanos(1));
        registry.reap();
        assertThat(registry.register(named("d"))).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void endsASessionThatIsSilentForLongerThanTheTimeout() {
        registry.onEnd((session, ending) -> seen.add(session.registrant().displayName() + " " + ending));
        var silent = admit(named("silent"));
        var lively = admit(named("lively"));

        pass(IDLE);
        registry.reap();
        assertThat(seen).isEmpty();

        assertThat(registry.refresh(lively.id())).isTrue();
        pass(Duration.ofNanos(1));
        registry.reap();

        assertThat(seen).containsExactly("silent IDLE");
        assertThat(registry.refresh(silent.id())).isFalse();
        assertThat(registry.session(silent.id())).isEmpty();
        assertThat(registry.sessions()).containsExactly(lively);
        assertThat(lively.lastSeen()).isEqualTo(START.plus(IDLE));
    }

    @Test
    void doesNotMistakeAJumpOfTheWallClockForSilence() {
        var session = admit(named("a"));
        wallClockJump = Duration.ofDays(1);
        registry.reap();
        wallClockJump = Duration.ofDays(-1);
        registry.reap();

        assertThat(registry.sessions()).containsExactly(session);
    }

    @Test
    void countsAnOpenStreamAsActivity() {
        var session = admit(named("a"));
        var hold = requireNonNull(registry.hold(session.id(), ending -> seen.add("told " + ending)));
        assertThat(session.openStreams()).isEqualTo(1);

        pass(IDLE.multipliedBy(10));
        registry.reap();
        assertThat(session.lastSeen()).isEqualTo(START.plus(IDLE.multipliedBy(10)));

        hold.close();
        hold.close();
        assertThat(session.openStreams()).isZero();
        pass(IDLE);
        registry.reap();
        assertThat(registry.sessions()).containsExactly(session);

        pass(Duration.ofNanos(1));
        registry.reap();
        assertThat(registry.sessions()).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void tellsTheStreamsOfASessionThatEnds() {
        var session = admit(named("a"));
        registry.onEnd((ended, ending) -> seen.add("session " + ending));
        var hold = registry.hold(session.id(), ending -> seen.add("stream " + ending));

        session.markUnhealthy("answered under another session id");
        session.markUnhealthy("and again");
        assertThat(session.ailment()).isEqualTo("answered under another session id");
        assertThat(seen).isEmpty();
        registry.reap();
        registry.reap();

        assertThat(seen).containsExactly("stream UNHEALTHY", "session UNHEALTHY");
        assertThat(session.hasEnded()).isTrue();
        requireNonNull(hold).close();
        assertThat(registry.hold(session.id(), _ -> {})).isNull();
        assertThat(registry.hold("no such session", _ -> {})).isNull();
    }

    @Test
    void replacesTheSessionOfAProcessThatRegistersAgain() {
        registry.onEnd((session, ending) -> seen.add(session.id() + " " + ending));
        var first = admit(process("41"));
        var second = admit(process("41"));
        var other = admit(process("42"));

        assertThat(seen).containsExactly(first.id() + " REPLACED");
        assertThat(registry.sessions()).containsExactlyInAnyOrder(second, other);
    }

    @Test
    void replacesNobodyWhoHoldsAStreamOrNamesNoProcess() {
        var streaming = admit(process("1"));
        var hold = registry.hold(streaming.id(), _ -> {});
        var twin = admit(process("1"));
        assertThat(hold).isNotNull();
        assertThat(registry.sessions()).containsExactlyInAnyOrder(streaming, twin);

        var nameless = admit(process(""));
        assertThat(registry.register(process(""))).isInstanceOf(Admission.Full.class);
        assertThat(registry.sessions()).contains(nameless);
    }

    @Test
    void passesReportsToEveryListenerWhateverTheOthersDo() {
        registry.onReport(
                report -> seen.add("first " + report.events().getFirst().type()));
        registry.onReport(_ -> {
            throw new IllegalStateException("broken listener");
        });
        registry.onReport(
                report -> seen.add("third " + report.session().registrant().displayName()));
        var session = admit(named("a"));
        var events = List.of(new Report.Event(Report.Type.INVALID_API_KEY, "403"));

        assertThat(registry.report(session.id(), events)).isTrue();
        assertThat(registry.report("no such session", events)).isFalse();

        assertThat(seen).containsExactly("first invalid_api_key", "third a");
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("broken listener"));
    }

    @Test
    void endsEverySessionWhenItIsClosedAndAdmitsNobodyAfter() {
        var session = admit(named("a"));
        var hold = registry.hold(session.id(), ending -> seen.add("stream " + ending));
        registry.close();

        assertThat(hold).isNotNull();
        assertThat(seen).containsExactly("stream STOPPED");
        assertThat(registry.sessions()).isEmpty();
        assertThat(registry.register(named("b"))).isInstanceOf(Admission.Full.class);
    }

    @Test
    void endsTheSessionOfAClientThatLeavesAndNoOther() {
        var leaving = admit(named("leaving"));
        var staying = admit(named("staying"));
        registry.onEnd((session, ending) -> seen.add("session " + ending));
        var hold = requireNonNull(registry.hold(leaving.id(), ending -> seen.add("stream " + ending)));
        var untouched = requireNonNull(registry.hold(staying.id(), ending -> seen.add("other stream " + ending)));

        assertThat(registry.end(leaving.id())).isTrue();
        assertThat(registry.end(leaving.id())).isFalse();
        assertThat(registry.end("no such session")).isFalse();

        assertThat(seen).containsExactly("stream LEFT", "session LEFT");
        assertThat(registry.sessions()).containsExactly(staying);
        assertThat(registry.refresh(leaving.id())).isFalse();
        assertThat(registry.refresh(staying.id())).isTrue();
        hold.close();
        untouched.close();
    }

    @Test
    void tellsEachStreamOnceHoweverItAndItsSessionRace() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 500; round++) {
                var session = admit(named("a"));
                session.markUnhealthy("ends at once");
                seen.clear();
                var go = new CountDownLatch(1);
                var opened = threads.submit(() -> {
                    go.await();
                    return registry.hold(session.id(), ending -> seen.add("told " + ending));
                });
                var reaped = threads.submit(() -> {
                    go.await();
                    registry.reap();
                    return null;
                });
                go.countDown();
                var hold = opened.get();
                reaped.get();

                assertThat(seen).hasSize(hold == null ? 0 : 1);
            }
        }
    }

    private Session admit(Registrant registrant) {
        var admission = registry.register(registrant);
        assertThat(admission).isInstanceOf(Admission.Granted.class);
        return ((Admission.Granted) admission).session();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static Registrant named(String displayName) {
        return new Registrant("", "trace_agent", displayName, "https://configstream-consumer/a", List.of());
    }

    private static Registrant process(String pid) {
        return new Registrant(pid, "agent_data_plane", "Agent Data Plane", "https://127.0.0.1:5401", List.of());
    }
}
