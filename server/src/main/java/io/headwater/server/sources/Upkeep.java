package io.headwater.server.sources;

import io.headwater.core.feed.Feed.Subscription;
import io.headwater.core.fleet.Report;
import io.headwater.core.settings.Replacement;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a running server's configuration what its files and secrets say, and logs what is wrong with them. */
public final class Upkeep {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration POLLED = Duration.ofSeconds(2);

    private final Configuration configuration;
    private final ProblemLog problems = new ProblemLog();

    public Upkeep(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Loads it for the first time. */
    public void start() {
        problems.now(configuration.load("headwater", "start").problems());
    }

    /**
     * Loads it whenever a file changes. Where the system grants no watch, the files are looked at now and then.
     *
     * @return what ends it
     */
    public Subscription follow(ThreadFactory threads, ScheduledExecutorService schedule) {
        try {
            return configuration.follow(new DirectoryWatch(threads, QUIET), this::loaded);
        } catch (UncheckedIOException noWatch) {
            log.atWarn().setCause(noWatch).log("configuration files are looked at now and then instead of watched");
            return configuration.follow(new PollingFileWatch(schedule, POLLED), this::loaded);
        }
    }

    /** An agent whose API key was refused may hold one that has been replaced since: resolves the secrets again. */
    public void reported(Report report, Executor workers) {
        if (report.events().stream().anyMatch(event -> event.type() == Report.Type.INVALID_API_KEY)) {
            workers.execute(() -> loaded(configuration.load("secret refresh", "an agent reported an invalid API key")));
        }
    }

    private void loaded(Replacement loaded) {
        problems.now(loaded.problems());
        log.atInfo()
                .addKeyValue("changed", loaded.changed())
                .addKeyValue("revision", loaded.revision().value())
                .log("configuration loaded");
    }
}
