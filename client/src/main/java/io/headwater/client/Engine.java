package io.headwater.client;

import io.headwater.client.ClientState.Phase;
import io.headwater.client.agent.RemoteAgent;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.connection.Dialer;
import io.headwater.client.internal.cache.LastKnownGood;
import io.headwater.client.internal.listen.Dispatcher;
import io.headwater.client.internal.session.Counters;
import io.headwater.client.internal.session.GrpcTransport;
import io.headwater.client.internal.session.Keeper;
import io.headwater.client.internal.session.OwnThread;
import io.headwater.client.internal.session.Session;
import io.headwater.client.internal.session.States;
import io.headwater.client.internal.values.Holdings;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What a client has while it follows a stream, and only then: its threads, its connections, its session. Safe from any thread. */
final class Engine {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

    private final States states;
    private final Dispatcher dispatcher;
    private final OwnThread thread;
    private final Dialer dialer;
    private final Counters counters = new Counters();
    private final @Nullable Keeper keeper;
    private final Identity identity;
    private final Following following;
    private final Session session;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    Engine(
            ConfigClient.Builder builder,
            CredentialFiles files,
            @Nullable RemoteAgent agent,
            Holdings holdings,
            States states,
            Dispatcher dispatcher) {
        var threads = "headwater-" + builder.name;
        this.states = states;
        this.dispatcher = dispatcher;
        thread = new OwnThread(threads);
        dialer = new Dialer(builder.server, files, threads + "-transport");
        keeper = keeper(builder, holdings, threads + "-cache");
        identity = new Identity(builder.name, agent, files, thread::nanos);
        following = new Following(
                builder.name,
                identity,
                holdings,
                states,
                builder.policy,
                keeper,
                builder.environment,
                builder.clock,
                thread::nanos);
        session = new Session(
                thread,
                new SplittableRandom(),
                new GrpcTransport(dialer, builder.name, identity::registration),
                builder.reconnect,
                following,
                following,
                counters);
    }

    private @Nullable Keeper keeper(ConfigClient.Builder builder, Holdings holdings, String writer) {
        return builder.policy instanceof StartPolicy.LastKnownGood kept
                ? new Keeper(
                        new LastKnownGood(kept.file(), kept.maxAge(), builder.clock), holdings::view, thread, writer)
                : null;
    }

    void start() {
        session.start();
    }

    /** Has the start policy do at once what it does when no server answers. */
    void fallBack(String reason) {
        thread.execute(() -> following.fallBack(reason));
    }

    /** What went wrong last; null while nothing did. */
    @Nullable
    String lastFailure() {
        return following.lastFailure();
    }

    /** Puts what was counted under its names. */
    void into(Map<String, Double> values) {
        counters.into(values);
        following.into(values);
    }

    /** Ends the session and all that is running, in its own time. Twice is harmless. */
    void beginToClose() {
        states.move(Phase.CLOSED, "closed");
        if (closing.compareAndSet(false, true)) {
            session.close(this::stop);
        }
    }

    private void stop() {
        if (keeper != null) {
            keeper.close();
        }
        dispatcher.close();
        identity.close();
        dialer.close();
        thread.close();
        closed.countDown();
    }

    /** Waits for the end of what was begun, unless it is this very thread that brings it about. */
    void awaitClosed() {
        if (thread.isCurrent()) {
            return;
        }
        try {
            var unused = closed.await(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
