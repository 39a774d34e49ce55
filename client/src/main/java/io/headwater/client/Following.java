package io.headwater.client;

import io.headwater.client.ClientState.Phase;
import io.headwater.client.internal.session.Keeper;
import io.headwater.client.internal.session.Overruled;
import io.headwater.client.internal.session.Sink;
import io.headwater.client.internal.session.States;
import io.headwater.client.internal.session.Watcher;
import io.headwater.client.internal.values.Holdings;
import io.headwater.client.internal.values.Overlay;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What a session's fortunes mean to its client: the settings, the state, the start policy, the log. On the session's thread. */
final class Following implements Sink, Watcher {
    private static final System.Logger LOG = System.getLogger(ConfigClient.class.getName());
    /** A failure that repeats is logged this often. */
    private static final Duration LOG_EVERY = Duration.ofMinutes(1);
    /** One that differs, this often. */
    private static final Duration LOG_OTHER_EVERY = Duration.ofSeconds(5);

    private final String name;
    private final Identity identity;
    private final Holdings holdings;
    private final States states;
    private final StartPolicy policy;
    private final @Nullable Keeper keeper;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final LongSupplier nanos;

    private boolean reported;
    private boolean fellBack;
    private @Nullable String logged;
    private long loggedAt;
    private volatile @Nullable String lastFailure;
    private volatile @Nullable Instant cachedAt;
    private volatile long notFreshSince;

    Following(
            String name,
            Identity identity,
            Holdings holdings,
            States states,
            StartPolicy policy,
            @Nullable Keeper keeper,
            Map<String, String> environment,
            InstantSource clock,
            LongSupplier nanos) {
        this.name = name;
        this.identity = identity;
        this.holdings = holdings;
        this.states = states;
        this.policy = policy;
        this.keeper = keeper;
        this.environment = environment;
        this.clock = clock;
        this.nanos = nanos;
        this.notFreshSince = nanos.getAsLong();
    }

    @Override
    public void snapshot(long stream, int sequence, String origin, Collection<Setting> settings) {
        holdings.snapshot(stream, sequence, origin, settings);
        changed();
    }

    @Override
    public void put(long stream, int sequence, String origin, Setting setting) {
        holdings.put(stream, sequence, origin, setting);
        changed();
    }

    @Override
    public void remove(long stream, int sequence, String origin, String key) {
        holdings.remove(stream, sequence, origin, key);
        changed();
    }

    @Override
    public void advance(long stream, int sequence, String origin) {
        holdings.advance(stream, sequence, origin);
    }

    private void changed() {
        if (keeper != null) {
            keeper.changed();
        }
    }

    @Override
    public void registered(String session) {
        identity.registered(session);
        LOG.log(Level.DEBUG, "{0}: registered", name);
    }

    @Override
    public void ready(String what) {
        fellBack = true;
        cachedAt = null;
        lastFailure = null;
        move(Phase.READY, what);
        report();
    }

    private void report() {
        if (reported) {
            return;
        }
        reported = true;
        var overruled = Overruled.in(holdings.view().settings(), environment);
        if (!overruled.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "{0}: the stream decides otherwise than the environment of this process: {1}",
                    name,
                    String.join(", ", overruled));
        }
    }

    @Override
    public void failed(String reason, Duration nextTry) {
        lastFailure = reason;
        var before = states.now().phase();
        if (before == Phase.READY) {
            notFreshSince = nanos.getAsLong();
            move(Phase.STALE, reason);
        }
        fallBack(reason);
        if (states.now().phase() == before) {
            logFailure(reason, nextTry);
        }
    }

    /** Does what the policy says when no server answered, once, unless one did meanwhile. */
    void fallBack(String reason) {
        if (fellBack) {
            return;
        }
        fellBack = true;
        if (policy instanceof StartPolicy.LocalDefaults defaults) {
            holdings.start(Overlay.settings(defaults.settings()));
            move(Phase.CACHED, "local defaults: " + reason);
        } else if (keeper != null) {
            load(keeper, reason);
        }
    }

    private void load(Keeper keeper, String reason) {
        try {
            var kept = keeper.file().load();
            holdings.start(kept.settings());
            cachedAt = kept.writtenAt();
            move(Phase.CACHED, "last known good of " + kept.writtenAt() + ": " + reason);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "{0}: no last known good: {1}", name, e.getMessage());
        }
    }

    private void move(Phase phase, String reason) {
        if (states.move(phase, reason)) {
            logged = lastFailure;
            loggedAt = nanos.getAsLong();
            LOG.log(phase == Phase.READY ? Level.INFO : Level.WARNING, "{0}: {1}: {2}", name, phase, reason);
        }
    }

    private void logFailure(String reason, Duration nextTry) {
        var now = nanos.getAsLong();
        var quiet = reason.equals(logged) ? LOG_EVERY : LOG_OTHER_EVERY;
        if (logged != null && now - loggedAt < quiet.toNanos()) {
            return;
        }
        logged = reason;
        loggedAt = now;
        LOG.log(Level.WARNING, "{0}: {1}; next try in {2} ms", name, reason, Long.toString(nextTry.toMillis()));
    }

    /** What went wrong last; null while nothing did. */
    @Nullable
    String lastFailure() {
        return lastFailure;
    }

    /** Puts ages under their names. */
    void into(Map<String, Double> values) {
        var cached = cachedAt;
        var age = cached == null
                ? 0
                : Math.max(0, Duration.between(cached, clock.instant()).toMillis() / 1e3);
        values.put(ClientMetrics.CACHE_AGE_SECONDS, age);
        var fresh = states.now().isFresh();
        values.put(ClientMetrics.STALENESS_SECONDS, fresh ? 0 : (nanos.getAsLong() - notFreshSince) / 1e9);
    }
}
