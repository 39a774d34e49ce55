package io.headwater.client;

import io.headwater.client.internal.values.Read;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads settings by type. A {@link ConfigView} reads one moment; {@link ConfigClient#reader} reads whatever holds now. Safe from
 * any thread; a read costs a binary search and never waits.
 *
 * <p>Each type comes in three forms. {@code getInt(key)} requires the setting: it throws {@link SettingException.Missing} without
 * one. {@code getInt(key, 8126)} gives the default in its place. {@code findInt(key)} gives an {@link Optional}. A setting that
 * is there but is null counts as missing. In every form a value that cannot be converted is an error,
 * {@link SettingException.WrongType}, and never a zero.
 *
 * <p>Keys are read in lower case.
 */
public interface ConfigReader {
    /** The setting with its value as it came, its source and where it came from. */
    Optional<Setting> find(String key);

    /** The settings of a section, {@code logs_config} or {@code logs_config.}, in the order of the keys; all for an empty prefix. */
    List<Setting> under(String prefix);

    /** Whether there is a value that is not null. */
    default boolean isSet(String key) {
        return find(key).map(Setting::value).isPresent();
    }

    /** The layer that won, such as {@code file} or {@code cli}; empty when the key has no setting. */
    default Optional<String> source(String key) {
        return find(key).map(Setting::source);
    }

    /** Numbers and booleans are read as their text, a whole number without a fraction. */
    default String getString(String key) {
        return Read.required(this, key, Read.STRING);
    }

    default String getString(String key, String otherwise) {
        return findString(key).orElse(otherwise);
    }

    default Optional<String> findString(String key) {
        return Read.optional(this, key, Read.STRING);
    }

    /** A whole number within 32 bits, also from its decimal text, which has no leading zero. */
    default int getInt(String key) {
        return Read.required(this, key, Read.INT);
    }

    default int getInt(String key, int otherwise) {
        return findInt(key).orElse(otherwise);
    }

    default Optional<Integer> findInt(String key) {
        return Read.optional(this, key, Read.INT);
    }

    /** A whole number within 64 bits, also from its decimal text, which has no leading zero; beyond ±2^53 only text keeps every digit. */
    default long getLong(String key) {
        return Read.required(this, key, Read.LONG);
    }

    default long getLong(String key, long otherwise) {
        return findLong(key).orElse(otherwise);
    }

    default Optional<Long> findLong(String key) {
        return Read.optional(this, key, Read.LONG);
    }

    /** A number, also from its decimal text. */
    default double getDouble(String key) {
        return Read.required(this, key, Read.DOUBLE);
    }

    default double getDouble(String key, double otherwise) {
        return findDouble(key).orElse(otherwise);
    }

    default Optional<Double> findDouble(String key) {
        return Read.optional(this, key, Read.DOUBLE);
    }

    /** True or false, also from the texts that the agent reads so: {@code 1 t T true TRUE True} and {@code 0 f F false FALSE False}. */
    default boolean getBoolean(String key) {
        return Read.required(this, key, Read.BOOLEAN);
    }

    default boolean getBoolean(String key, boolean otherwise) {
        return findBoolean(key).orElse(otherwise);
    }

    default Optional<Boolean> findBoolean(String key) {
        return Read.optional(this, key, Read.BOOLEAN);
    }

    /**
     * From text in the agent's form, {@code 90s}, {@code 1h2m3.5s}, {@code -300ms}, with the units {@code h m s ms us µs ns} and
     * within 64 bits of nanoseconds; or in that of ISO-8601, {@code PT90S}. A number without a unit is nanoseconds, as the
     * protocol has it.
     */
    default Duration getDuration(String key) {
        return Read.required(this, key, Read.DURATION);
    }

    default Duration getDuration(String key, Duration otherwise) {
        return findDuration(key).orElse(otherwise);
    }

    default Optional<Duration> findDuration(String key) {
        return Read.optional(this, key, Read.DURATION);
    }

    /** A list of texts, numbers and booleans, each as its text; a single text is split at white space, as the agent does. */
    default List<String> getStrings(String key) {
        return Read.required(this, key, Read.STRINGS);
    }

    default List<String> getStrings(String key, List<String> otherwise) {
        return findStrings(key).orElse(otherwise);
    }

    default Optional<List<String>> findStrings(String key) {
        return Read.optional(this, key, Read.STRINGS);
    }

    /** A list with its elements as they came; see {@link Setting#value}. */
    default List<?> getList(String key) {
        return Read.required(this, key, Read.LIST);
    }

    default Optional<List<?>> findList(String key) {
        return Read.optional(this, key, Read.LIST);
    }

    /**
     * A map with its values as they came; see {@link Setting#value}. Where the server has one setting for each leaf, the
     * settings under {@code key} are put together to the map they came from, a map for each dot. Where there are both, what
     * stands under the key is laid over the map that it holds, and a setting that stands where longer keys need a section gives
     * way to them. Settings that are null are left out.
     */
    default Map<String, ?> getMap(String key) {
        return Read.required(this, key, Read.MAP);
    }

    default Optional<Map<String, ?>> findMap(String key) {
        return Read.optional(this, key, Read.MAP);
    }
}
