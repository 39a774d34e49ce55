package io.headwater.bench;

/** A figure that is taken once per round. */
enum Metric {
    CPU_SINGLE("server CPU per delivery, single updates", "µs", 2),
    CPU_BURST("server CPU per delivery, bursts of 10", "µs", 2),
    LOAD_CPU("the load's own CPU per delivery, single updates", "µs", 2),
    DELIVERY_P50("from set to a subscriber, p50", "ms", 2),
    DELIVERY_P99("from set to a subscriber, p99", "ms", 2),
    LAST_P50("from set to the last of N, p50", "ms", 2),
    LAST_P99("from set to the last of N, p99", "ms", 2),
    SET_CPU("server CPU of one set, nobody subscribed", "µs", 0),
    CONNECT_CPU("connect + register + snapshot, server CPU per subscriber", "ms", 2),
    CONNECT_SECONDS("until all N hold a snapshot", "s", 2),
    SNAPSHOT_SIZE("snapshot that a subscriber begins with", "KB", 1),
    RSS_IDLE("RSS per idle subscriber", "KB", 1),
    HEAP_IDLE("live heap per idle subscriber", "KB", 1),
    STALLED_OTHERS("CPU per delivery to the others, 5 % stalled ÷ none", "×", 2),
    STALLED_MEMORY("memory per stalled subscriber, live heap and outside it", "KB", 1),
    STALLED_HEAP("live heap per stalled subscriber", "KB", 1),
    STALLED_GROWTH("live heap per stalled subscriber, growth over 3 times the updates", "KB", 1),
    SNAPSHOT_COLD_350("snapshot of 350 settings, cold", "µs", 1),
    SNAPSHOT_CACHED_350("snapshot of 350 settings, cached", "µs", 3),
    SNAPSHOT_COLD_SCHEMA("snapshot of the whole schema, cold", "µs", 0);

    final String label;
    final String unit;
    final int decimals;

    Metric(String label, String unit, int decimals) {
        this.label = label;
        this.unit = unit;
        this.decimals = decimals;
    }

    String format(double value) {
        return ("%." + decimals + "f %s").formatted(value, unit);
    }
}
