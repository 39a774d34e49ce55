package io.headwater.client.internal.session;

import io.headwater.client.internal.session.Reconnect.Backoff;
import io.headwater.client.internal.session.Transport.Events;
import io.headwater.client.internal.session.Transport.Granted;
import io.headwater.client.internal.session.Transport.Link;
import io.headwater.client.internal.session.Transport.Reply;
import io.headwater.wire.model.v1.ConfigEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A process's standing with one server: registered, refreshed, and following the stream, over and over until it is closed. */
public final class Session {
    /*
     * Everything below happens on the schedule's one thread, so there is no lock. There are two states: there is a link, which
     * registers if there is no session and then follows the stream; or there is none, and a task is due that makes one. Whatever
     * goes wrong ends in the second. A callback belongs to the link it was made for and does nothing once that is gone.
     *
     * The refresh is also what finds a link that is dead but not closed: it shares the connection with the stream, and when it is
     * not answered in time the stream is given up with it. An answer that is merely not the hoped-for one proves the link to be
     * alive, and leaves the stream alone.
     */
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final Duration DEFAULT_REFRESH = Duration.ofSeconds(10);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(2);
    private static final Duration SNAPSHOT_WITHIN = Duration.ofSeconds(60);
    private static final Schedule.Task NOTHING_DUE = () -> {};

    private final Schedule schedule;
    private final Transport transport;
    private final Reconnect policy;
    private final Backoff reconnects;
    private final Backoff refreshes;
    private final Sink sink;
    private final Watcher watcher;
    private final Counters counters;
    private final long startedNanos;

    private @Nullable Granted session;
    private @Nullable Link link;
    private @Nullable StreamRules rules;
    private Schedule.Task nextTry = NOTHING_DUE;
    private Schedule.Task nextRefresh = NOTHING_DUE;
    private Schedule.Task snapshotDue = NOTHING_DUE;
    private long streams;
    private long readySince;
    private boolean renewedAtOnce;
    private boolean closed;

    public Session(
            Schedule schedule,
            RandomGenerator random,
            Transport transport,
            Reconnect policy,
            Sink sink,
            Watcher watcher,
            Counters counters) {
        this.schedule = schedule;
        this.transport = transport;
        this.policy = policy;
        this.reconnects = policy.backoff(random);
        this.refreshes = policy.backoff(random);
        this.sink = sink;
        this.watcher = watcher;
        this.counters = counters;
        this.startedNanos = schedule.nanos();
    }

    /** Makes the first try, at once. */
    public void start() {
        schedule.execute(this::connect);
    }

    /** Ends the session and leaves; {@code done} is called when that is over, at most a second later. Twice is harmless. */
    public void close(Runnable done) {
        schedule.execute(() -> {
            var held = session;
            var last = link;
            var wasClosed = closed;
            closed = true;
            session = null;
            cancelTasks();
            if (wasClosed || held == null || last == null) {
                dropLink();
                done.run();
                return;
            }
            last.end(
                    held,
                    () -> schedule.execute(() -> {
                        dropLink();
                        done.run();
                    }));
        });
    }

    private void connect() {
        if (closed) {
            return;
        }
        try {
            link = transport.connect();
        } catch (IOException | RuntimeException e) {
            tryAgain(String.valueOf(e.getMessage()), reconnects.within(shorter(LONGEST_POLL, policy.cap())));
            return;
        }
        if (session == null) {
            register(link);
        } else {
            follow(link, session);
        }
    }

    private void register(Link on) {
        on.register(reply(
                on,
                granted -> {
                    session = granted;
                    counters.registered();
                    watcher.registered(granted.session());
                    follow(on, granted);
                },
                failure -> lost(failure.reason())));
    }

    private void follow(Link on, Granted held) {
        streams++;
        var taking = new StreamRules(streams, sink, counters);
        rules = taking;
        snapshotDue = schedule.after(SNAPSHOT_WITHIN, () -> streamLost("no snapshot within " + SNAPSHOT_WITHIN));
        refreshAfter(interval(held));
        on.follow(held, new Events() {
            @Override
            public void event(ConfigEvent event) {
                onStream(on, taking, () -> {
                    take(taking, event);
                    on.more();
                });
            }

            @Override
            public void ended(Failure failure) {
                onStream(on, taking, () -> streamEnded(on, failure.hiding(held.session())));
            }
        });
    }

    private void take(StreamRules taking, ConfigEvent event) {
        var wasReady = taking.isReady();
        var before = schedule.nanos();
        String broken;
        try {
            broken = taking.take(event);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "an event could not be applied", e);
            broken = "an event could not be applied: " + e.getClass().getSimpleName();
        }
        if (broken != null) {
            streamLost(broken);
            return;
        }
        var now = schedule.nanos();
        counters.applied(taking.last(), now - before);
        if (taking.isReady() && !wasReady) {
            snapshotDue.cancel();
            readySince = now;
            reconnects.worked();
            if (!counters.hadSnapshot()) {
                counters.firstSnapshot(now - startedNanos);
            }
            watcher.ready("snapshot " + taking.last());
        }
    }

    private void refreshAfter(Duration delay) {
        nextRefresh = schedule.after(delay, this::refresh);
    }

    private void refresh() {
        var on = link;
        var held = session;
        if (on == null || held == null) {
            return;
        }
        on.refresh(held, reply(on, this::refreshed, failure -> refreshFailed(failure.hiding(held.session()), held)));
    }

    private void refreshed(Granted held) {
        if (held.equals(session)) {
            refreshes.reset();
            refreshAfter(interval(held));
        }
    }

    private void refreshFailed(Failure failure, Granted held) {
        if (!held.equals(session)) {
            return;
        }
        counters.refreshFailed();
        switch (failure.kind()) {
            case SESSION_GONE ->
                sessionGone(failure.reason(), () -> {
                    cancelTasks();
                    dropLink();
                    connect();
                });
            case LINK_LOST -> streamLost("refresh: " + failure.reason());
            case REFUSED -> refreshAfter(shorter(refreshes.next(), interval(held)));
        }
    }

    private void streamEnded(Link on, Failure failure) {
        if (failure.kind() != Failure.Kind.SESSION_GONE) {
            streamLost(failure.reason());
            return;
        }
        sessionGone(failure.reason(), () -> {
            cancelTasks();
            rules = null;
            register(on);
        });
    }

    private void streamLost(String reason) {
        counters.reconnect();
        lost(reason);
    }

    /** Forgets the session and begins anew at once, in a way that fits; as after any failure if that was so a moment ago. */
    private void sessionGone(String reason, Runnable anew) {
        session = null;
        counters.reconnect();
        if (renewedAtOnce && !wasStable()) {
            lost(reason);
            return;
        }
        noteIfStable();
        renewedAtOnce = true;
        watcher.failed(reason, Duration.ZERO);
        anew.run();
    }

    private void lost(String reason) {
        noteIfStable();
        cancelTasks();
        dropLink();
        tryAgain(reason, reconnects.next());
    }

    private void tryAgain(String reason, Duration delay) {
        nextTry = schedule.after(delay, this::connect);
        watcher.failed(reason, delay);
    }

    private void noteIfStable() {
        if (wasStable()) {
            reconnects.reset();
            renewedAtOnce = false;
        }
    }

    private boolean wasStable() {
        return rules != null
                && rules.isReady()
                && schedule.nanos() - readySince >= policy.stable().toNanos();
    }

    private void cancelTasks() {
        nextTry.cancel();
        nextRefresh.cancel();
        snapshotDue.cancel();
    }

    private void dropLink() {
        var old = link;
        link = null;
        rules = null;
        if (old != null) {
            old.close();
        }
    }

    private <T> Reply<T> reply(Link on, Consumer<T> granted, Consumer<Failure> failed) {
        return new Reply<>() {
            @Override
            public void granted(T answer) {
                onLink(on, () -> granted.accept(answer));
            }

            @Override
            public void failed(Failure failure) {
                onLink(on, () -> failed.accept(failure));
            }
        };
    }

    private void onLink(Link on, Runnable task) {
        schedule.execute(() -> {
            if (on.equals(link) && !closed) {
                task.run();
            }
        });
    }

    private void onStream(Link on, StreamRules taking, Runnable task) {
        onLink(on, () -> {
            if (taking.equals(rules)) {
                task.run();
            }
        });
    }

    private static Duration interval(Granted held) {
        return held.refreshEvery().isZero() ? DEFAULT_REFRESH : held.refreshEvery();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
