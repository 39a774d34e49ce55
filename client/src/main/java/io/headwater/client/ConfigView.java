package io.headwater.client;

import io.headwater.client.internal.values.SettingTable;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All settings at one moment, for a consistent reading of several keys. Immutable; costs nothing to keep but its memory.
 *
 * <p>{@link #stream} and {@link #sequence} together order views: the first counts the streams this client opened, the second is
 * the server's number on that stream.
 */
public final class ConfigView implements ConfigReader {
    private final SettingTable table;
    private final long stream;
    private final int sequence;
    private final String origin;
    private final Instant at;

    /** For this library; a client hands out views. */
    public ConfigView(SettingTable table, long stream, int sequence, String origin, Instant at) {
        this.table = table;
        this.stream = stream;
        this.sequence = sequence;
        this.origin = origin;
        this.at = at;
    }

    @Override
    public Optional<Setting> find(String key) {
        return table.find(key.toLowerCase(Locale.ROOT));
    }

    @Override
    public List<Setting> under(String prefix) {
        return table.under(prefix.toLowerCase(Locale.ROOT));
    }

    /** Every setting, in the order of the keys. */
    public List<Setting> settings() {
        return table.settings();
    }

    /** Which of this client's streams it came by, from 1; 0 when from none. */
    public long stream() {
        return stream;
    }

    /** The server's number of the last change in it; -1 when from no stream. */
    public int sequence() {
        return sequence;
    }

    /** The base name of the server's main configuration file; empty when from no stream. */
    public String origin() {
        return origin;
    }

    /** When this process came to hold it. */
    public Instant at() {
        return at;
    }

    /** For this library. */
    public SettingTable table() {
        return table;
    }
}
