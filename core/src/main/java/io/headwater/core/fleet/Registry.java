package io.headwater.core.fleet;

import io.headwater.core.fleet.Session.Moment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The clients that are there. Each registers, gets a session, and keeps it by refreshing it or by holding a stream open;
 * {@link #reap} ends the others and is to be called about once a second.
 *
 * <p>Safe from any thread; nothing here waits for a client. Listeners run on the thread that caused what they are told, each
 * shielded from the failures of the others.
 */
public final class Registry implements AutoCloseable {
    private final Limits limits;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Supplier<UUID> ids;
    private final Consumer<? super RuntimeException> failures;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final ReentrantLock admitting = new ReentrantLock();
    private final List<Consumer<? super Report>> reportListeners = new CopyOnWriteArrayList<>();
    private final List<BiConsumer<? super Session, ? super Ending>> endListeners = new CopyOnWriteArrayList<>();
    private boolean closed;

    /**
     * What the registry puts up with.
     *
     * @param idleTimeout how long a client without an open stream may be silent
     * @param sessions how many clients there may be at once
     */
    public record Limits(Duration idleTimeout, int sessions) {
        public Limits {
            if (idleTimeout.isNegative() || idleTimeout.isZero()) {
                throw new IllegalArgumentException("idle_timeout: " + idleTimeout + " (expected: more than 0)");
            }
            if (sessions < 1) {
                throw new IllegalArgumentException("sessions: " + sessions + " (expected: >= 1)");
            }
        }
    }

    /**
     * @param clock dates what people see
     * @param nanos measures silence: a clock that never jumps, such as {@link System#nanoTime}
     * @param ids where session ids come from: they must not be guessable
     * @param failures is told what a listener threw
     */
    public Registry(
            Limits limits,
            InstantSource clock,
            LongSupplier nanos,
            Supplier<UUID> ids,
            Consumer<? super RuntimeException> failures) {
        this.limits = limits;
        this.clock = clock;
        this.nanos = nanos;
        this.ids = ids;
        this.failures = failures;
    }

    /**
     * Admits a client. Nothing is dialled. A client that registers again from the same process, flavor and endpoint loses its
     * earlier session, unless a stream is still open on it: then that process is another one.
     */
    public Admission register(Registrant registrant) {
        var problem = registrant.problem();
        if (problem.isPresent()) {
            return new Admission.Invalid(problem.get());
        }
        Endpoint endpoint;
        try {
            endpoint = Endpoint.parse(registrant.endpointUri());
        } catch (IllegalArgumentException e) {
            return new Admission.Invalid(String.valueOf(e.getMessage()));
        }
        var replaced = new ArrayList<Session>();
        admitting.lock();
        try {
            if (closed) {
                return new Admission.Full("the server is stopping; register with the one that follows it");
            }
            sessions.values().stream()
                    .filter(earlier -> isSameProcess(earlier.registrant(), registrant))
                    .filter(earlier -> earlier.openStreams() == 0 && earlier.end())
                    .forEach(replaced::add);
            replaced.forEach(earlier -> sessions.remove(earlier.id()));
            if (sessions.size() >= limits.sessions()) {
                return new Admission.Full("sessions: " + sessions.size() + " (expected: fewer than " + limits.sessions()
                        + "); try again when another remote agent has gone");
            }
            var session = new Session(ids.get().toString(), registrant, endpoint, now());
            sessions.put(session.id(), session);
            return new Admission.Granted(session);
        } finally {
            admitting.unlock();
            replaced.forEach(earlier -> ended(earlier, Ending.REPLACED));
        }
    }

    private static boolean isSameProcess(Registrant one, Registrant other) {
        return !one.pid().isEmpty()
                && one.pid().equals(other.pid())
                && one.flavor().equals(other.flavor())
                && one.endpointUri().equals(other.endpointUri());
    }

    /** Notes a sign of life. False when there is no such session (any more): the client has to register. */
    public boolean refresh(String id) {
        var session = sessions.get(id);
        return session != null && session.touch(now());
    }

    /**
     * Holds a session for an open stream, which is a sign of life too.
     *
     * @param whenEnded told once when the session ends before the hold is closed; must return at once
     * @return null when there is no such session: the client has to register
     */
    public @Nullable Hold hold(String id, Consumer<? super Ending> whenEnded) {
        var session = sessions.get(id);
        return session != null && session.touch(now()) ? session.hold(this, whenEnded) : null;
    }

    /** Passes on what a client reports. False when there is no such session. */
    public boolean report(String id, List<Report.Event> events) {
        var session = sessions.get(id);
        if (session == null) {
            return false;
        }
        var report = new Report(session, events);
        reportListeners.forEach(listener -> shield(() -> listener.accept(report)));
        return true;
    }

    public Optional<Session> session(String id) {
        return Optional.ofNullable(sessions.get(id));
    }

    /** Everyone who is there, in the order of their display names. */
    public List<Session> sessions() {
        return sessions.values().stream()
                .sorted(Comparator.comparing(
                                (Session session) -> session.registrant().displayName())
                        .thenComparing(Session::registered)
                        .thenComparing(Session::id))
                .toList();
    }

    public void onReport(Consumer<? super Report> listener) {
        reportListeners.add(listener);
    }

    /** Has {@code listener} told of every session that ends, after its streams were. */
    public void onEnd(BiConsumer<? super Session, ? super Ending> listener) {
        endListeners.add(listener);
    }

    /** Ends the session of a client that leaves. False when there is no such session (any more). */
    public boolean end(String id) {
        var session = sessions.get(id);
        if (session == null || !session.end()) {
            return false;
        }
        ended(session, Ending.LEFT);
        return true;
    }

    /** Ends every session whose client was silent for too long or is not well. */
    public void reap() {
        var now = now();
        for (var session : sessions.values()) {
            var ending = session.endIfDue(now, limits.idleTimeout().toNanos());
            if (ending != null) {
                ended(session, ending);
            }
        }
    }

    /** Ends every session; from now on nobody is admitted. */
    @Override
    public void close() {
        admitting.lock();
        try {
            closed = true;
        } finally {
            admitting.unlock();
        }
        for (var session : sessions.values()) {
            if (session.end()) {
                ended(session, Ending.STOPPED);
            }
        }
    }

    Moment now() {
        return new Moment(clock.instant(), nanos.getAsLong());
    }

    private void ended(Session session, Ending ending) {
        sessions.remove(session.id());
        session.released().forEach(hold -> shield(() -> hold.tell(ending)));
        endListeners.forEach(listener -> shield(() -> listener.accept(session, ending)));
    }

    private void shield(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            failures.accept(e);
        }
    }
}
