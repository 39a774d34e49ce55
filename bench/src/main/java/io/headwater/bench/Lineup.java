package io.headwater.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;

/** Starts the servers, each in a directory of its own below {@code directory}. Used by one thread. */
final class Lineup {
    private final Path directory;
    private final List<String> launcher;
    private final int snapshotBytes;
    private int started;

    /**
     * @param launcher how the server is started; empty to leave it out
     * @param snapshotBytes how large the yardsticks' snapshots are
     */
    Lineup(Path directory, List<String> launcher, int snapshotBytes) {
        this.directory = directory;
        this.launcher = launcher;
        this.snapshotBytes = snapshotBytes;
    }

    boolean canStart(Who who) {
        return !launcher.isEmpty() || (who != Who.HEADWATER && who != Who.HEADWATER_UNIX);
    }

    Subject start(Who who) throws IOException, GeneralSecurityException {
        var home = Files.createDirectories(directory.resolve(who.name().toLowerCase(Locale.ROOT) + "-" + ++started));
        return switch (who) {
            case HEADWATER, HEADWATER_UNIX -> Headwater.start(launcher, home);
            case FLOOR -> LocalSubject.floor(withCredentials(home), snapshotBytes, "127.0.0.1:0");
            case FLOOR_UNIX ->
                LocalSubject.floor(withCredentials(home), snapshotBytes, "unix:" + home.resolve("agents.sock"));
            case PEER -> LocalSubject.peer(withCredentials(home), snapshotBytes, "127.0.0.1:0");
        };
    }

    Child load() throws IOException {
        var child = Child.java("load", directory, "1g", Load.class, List.of());
        child.line("ready");
        return child;
    }

    Answer snapshotCost() throws IOException {
        try (var child = Child.java("snapshot", directory, "512m", SnapshotCost.class, List.of())) {
            return new Answer(child.line("ok"));
        }
    }

    private static Path withCredentials(Path home) throws IOException, GeneralSecurityException {
        Credentials.create(home);
        return home;
    }
}
