package io.headwater.server.sources;

import io.headwater.core.feed.Feed.Subscription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Lets the file system tell of changes, and looks by itself now and then where it does not. */
public final class DirectoryWatch implements FileWatch {
    /*
     * What is watched are directories: the one that a file stands in, where an editor puts its new version and Kubernetes its
     * new link, and the one that the file really is in. Both are looked up anew on each round, so a directory that went and
     * came back is watched again.
     */
    private static final Duration LOOK_ANYWAY = Duration.ofSeconds(10);

    /** However long the changes go on, they are looked at after so many quiet times. */
    private static final int MOST_WAITS = 20;

    private final ThreadFactory threads;
    private final Duration quiet;

    /** @param quiet how long nothing must have happened before a change counts */
    public DirectoryWatch(ThreadFactory threads, Duration quiet) {
        this.threads = threads;
        this.quiet = quiet;
    }

    /** @throws UncheckedIOException when the system watches no more for this user; {@link PollingFileWatch} goes without */
    @Override
    public Subscription watch(List<Path> files, Runnable changed) {
        try {
            var service = FileSystems.getDefault().newWatchService();
            var rounds = new Rounds(service, files, changed);
            rounds.register();
            threads.newThread(rounds).start();
            return () -> close(service);
        } catch (IOException wrong) {
            throw new UncheckedIOException("files cannot be watched", wrong);
        }
    }

    private static void close(WatchService service) {
        try {
            service.close();
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private final class Rounds implements Runnable {
        private final WatchService service;
        private final List<Path> files;
        private final Runnable changed;
        private final Map<Path, WatchKey> keys = new HashMap<>();

        Rounds(WatchService service, List<Path> files, Runnable changed) {
            this.service = service;
            this.files = files;
            this.changed = changed;
        }

        @Override
        public void run() {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    if (heard(LOOK_ANYWAY)) {
                        int waits = 0;
                        while (waits++ < MOST_WAITS && heard(quiet)) {}
                    }
                    register();
                    changed.run();
                }
            } catch (ClosedWatchServiceException _) {
                // The subscription was closed.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private boolean heard(Duration within) throws InterruptedException {
            var key = service.poll(within.toNanos(), TimeUnit.NANOSECONDS);
            if (key == null) {
                return false;
            }
            key.pollEvents();
            key.reset();
            return true;
        }

        void register() {
            for (var directory : directories()) {
                var known = keys.get(directory);
                if (known == null || !known.isValid()) {
                    register(directory);
                }
            }
        }

        private void register(Path directory) {
            try {
                keys.put(
                        directory,
                        directory.register(
                                service,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE));
            } catch (IOException _) {
                // Not there now; the next round tries again.
            }
        }

        private Set<Path> directories() {
            var directories = new LinkedHashSet<Path>();
            for (var file : files) {
                addParent(file.toAbsolutePath(), directories);
                try {
                    addParent(file.toRealPath(), directories);
                } catch (IOException _) {
                    // A file that is not there is in no other directory.
                }
            }
            return directories;
        }

        private static void addParent(Path file, Set<Path> directories) {
            var parent = file.getParent();
            if (parent != null && Files.isDirectory(parent)) {
                directories.add(parent);
            }
        }
    }
}
