package io.headwater.core.fleet;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A registered client, from its registration until it leaves, falls silent, is replaced, or the server stops.
 *
 * <p>Safe from any thread. An ended session stays ended: its client registers again and gets another one.
 */
public final class Session {
    private final String id;
    private final Registrant registrant;
    private final Endpoint endpoint;
    private final Instant registered;
    private final Set<Hold> holds = new LinkedHashSet<>();
    private Moment lastSeen;
    private @Nullable String ailment;
    private boolean ended;

    Session(String id, Registrant registrant, Endpoint endpoint, Moment now) {
        this.id = id;
        this.registrant = registrant;
        this.endpoint = endpoint;
        this.registered = now.time();
        this.lastSeen = now;
    }

    /** An instant for people, and the same instant on a clock that never jumps. */
    record Moment(Instant time, long nanos) {}

    /** A UUID, as text. It is a credential: show it to nobody but its client. */
    public String id() {
        return id;
    }

    public Registrant registrant() {
        return registrant;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public Instant registered() {
        return registered;
    }

    /** When the client was last heard of; for one with an open stream, at most as long ago as the last {@link Registry#reap}. */
    public synchronized Instant lastSeen() {
        return lastSeen.time();
    }

    public synchronized int openStreams() {
        return holds.size();
    }

    /** Why the session will end at the next {@link Registry#reap}, or null. */
    public synchronized @Nullable String ailment() {
        return ailment;
    }

    /** Has the session end at the next {@link Registry#reap}, whatever its client does. The first reason given is kept. */
    public synchronized void markUnhealthy(String reason) {
        if (ailment == null) {
            ailment = reason;
        }
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    synchronized boolean touch(Moment now) {
        if (ended) {
            return false;
        }
        lastSeen = now;
        return true;
    }

    synchronized @Nullable Hold hold(Registry registry, Consumer<? super Ending> whenEnded) {
        if (ended) {
            return null;
        }
        var hold = new Hold(registry, this, whenEnded);
        holds.add(hold);
        return hold;
    }

    synchronized void release(Hold hold, Moment now) {
        if (holds.remove(hold) && !ended) {
            lastSeen = now;
        }
    }

    /** Ends the session if by now there is a reason to; null while there is none. */
    synchronized @Nullable Ending endIfDue(Moment now, long idleNanos) {
        if (ended) {
            return null;
        }
        if (ailment != null) {
            ended = true;
            return Ending.UNHEALTHY;
        }
        if (!holds.isEmpty()) {
            lastSeen = now;
            return null;
        }
        ended = now.nanos() - lastSeen.nanos() > idleNanos;
        return ended ? Ending.IDLE : null;
    }

    /** False when the session had ended before. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Who held it, to be told that it ended. */
    synchronized List<Hold> released() {
        var held = List.copyOf(holds);
        holds.clear();
        return held;
    }

    @Override
    public String toString() {
        return registrant.displayName() + " at " + endpoint;
    }
}
