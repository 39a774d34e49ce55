package io.headwater.client.internal.cache;

import io.headwater.client.ConfigView;
import io.headwater.client.Setting;
import io.headwater.client.internal.Pending;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The settings of an earlier run, in one file: replaced whole, checksummed, of limited age, without secrets. */
public final class LastKnownGood {
    /** What the file held, each setting of provenance CACHE. */
    public record Kept(List<Setting> settings, Instant writtenAt) {}

    public LastKnownGood(Path file, Duration maxAge, InstantSource clock) {
        Object unused = Pending.yet(file, maxAge, clock);
    }

    /**
     * Reads the file.
     *
     * @throws IOException saying why the file is of no use: missing, too old, damaged, of another format
     */
    public Kept load() throws IOException {
        return Pending.yet();
    }

    public void save(ConfigView view) throws IOException {
        Object unused = Pending.yet(view);
    }
}
