package io.headwater.client;

import java.util.Map;

/**
 * What a client counted. Immutable: a reading of one moment.
 *
 * @param values by name; counters are those that end in {@code _total} and the documents' {@code reconnect_count},
 *     {@code dropped_stale_updates}, {@code session_registrations} and {@code session_refresh_failures}, the rest are gauges
 */
public record ClientMetrics(Map<String, Double> values) {
    /** What every name begins with. */
    public static final String PREFIX = "configstream_consumer_";

    public static final String TIME_TO_FIRST_SNAPSHOT_SECONDS = PREFIX + "time_to_first_snapshot_seconds";
    public static final String RECONNECT_COUNT = PREFIX + "reconnect_count";
    public static final String LAST_SEQUENCE_ID = PREFIX + "last_sequence_id";
    public static final String DROPPED_STALE_UPDATES = PREFIX + "dropped_stale_updates";
    public static final String SESSION_REGISTRATIONS = PREFIX + "session_registrations";
    public static final String SESSION_REFRESH_FAILURES = PREFIX + "session_refresh_failures";
    /** For how long the values have not been known to be the server's newest; 0 when they are. */
    public static final String STALENESS_SECONDS = PREFIX + "staleness_seconds";

    /** How old the last known good is that holds; 0 when none does. */
    public static final String CACHE_AGE_SECONDS = PREFIX + "cache_age_seconds";
    /** How long the last message of the stream took to be applied and handed to the listeners. */
    public static final String APPLY_SECONDS = PREFIX + "apply_seconds";
    /** Settings of the stream that nobody could make sense of. */
    public static final String SKIPPED_SETTINGS_TOTAL = PREFIX + "skipped_settings_total";
    /** How many batches wait for the slowest listener. */
    public static final String LISTENER_QUEUE_DEPTH = PREFIX + "listener_queue_depth";
    /** Batches that were folded into another, because a listener was slow. */
    public static final String LISTENER_FOLDED_TOTAL = PREFIX + "listener_folded_total";

    public static final String LISTENER_ERRORS_TOTAL = PREFIX + "listener_errors_total";

    public ClientMetrics {
        values = Map.copyOf(values);
    }

    /** A value; 0 when nothing was counted under the name. */
    public double get(String name) {
        return values.getOrDefault(name, 0.0);
    }
}
