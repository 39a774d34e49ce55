package io.headwater.server.sources;

import io.headwater.core.feed.Feed.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks at the files from time to time; for file systems that do not tell of changes. */
public final class PollingFileWatch implements FileWatch {
    private final ScheduledExecutorService scheduler;
    private final Duration every;

    /** @param every the time between two looks; a change counts when it is still the same at the next */
    public PollingFileWatch(ScheduledExecutorService scheduler, Duration every) {
        this.scheduler = scheduler;
        this.every = every;
    }

    @Override
    public Subscription watch(List<Path> files, Runnable changed) {
        var look = new Look(files, changed);
        var task = scheduler.scheduleWithFixedDelay(look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        return () -> task.cancel(false);
    }

    private static final class Look implements Runnable {
        private final List<Path> files;
        private final Runnable changed;
        private List<Stamp> settled = List.of();
        private List<Stamp> last = List.of();

        Look(List<Path> files, Runnable changed) {
            this.files = files;
            this.changed = changed;
        }

        @Override
        public void run() {
            var now = stamps();
            if (now.equals(last) && !now.equals(settled)) {
                settled = now;
                changed.run();
            }
            last = now;
        }

        private List<Stamp> stamps() {
            return files.stream().map(Look::stamp).toList();
        }

        private static Stamp stamp(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException _) {
                return Stamp.NO_FILE;
            }
        }
    }

    private record Stamp(
            FileTime modified, long size, @Nullable Object fileKey) {
        static final Stamp NO_FILE = new Stamp(FileTime.fromMillis(0), -1, null);
    }
}
