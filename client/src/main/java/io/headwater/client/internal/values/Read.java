package io.headwater.client.internal.values;

import io.headwater.client.ConfigReader;
import io.headwater.client.internal.Pending;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a value is read as a type. Total: a value either converts or names the rule it breaks. */
@SuppressWarnings("UnusedTypeParameter")
public final class Read<T> {
    public static final Read<String> STRING = new Read<>();
    public static final Read<Integer> INT = new Read<>();
    public static final Read<Long> LONG = new Read<>();
    public static final Read<Double> DOUBLE = new Read<>();
    public static final Read<Boolean> BOOLEAN = new Read<>();
    public static final Read<Duration> DURATION = new Read<>();
    public static final Read<List<String>> STRINGS = new Read<>();
    public static final Read<List<?>> LIST = new Read<>();
    public static final Read<Map<String, ?>> MAP = new Read<>();

    private Read() {}

    public static <T> T required(ConfigReader reader, String key, Read<T> as) {
        return Pending.yet(key, reader, as);
    }

    public static <T> Optional<T> optional(ConfigReader reader, String key, Read<T> as) {
        return Pending.yet(key, reader, as);
    }
}
