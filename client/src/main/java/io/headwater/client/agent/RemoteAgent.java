package io.headwater.client.agent;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a process offers the server as a remote agent. Immutable; each method gives a new one.
 *
 * <pre>{@code
 * RemoteAgent.named("Trace Agent").status("Receiver", () -> Map.of("spans", count.toString()))
 * }</pre>
 *
 * <p>The suppliers are called when the server asks, on threads of the client's own and at the same time, so each must be safe from
 * any thread. They have two seconds together. One that throws or takes longer spoils its own section or file and nothing else; it
 * is not called again while it is still at it.
 */
public final class RemoteAgent {
    private final String displayName;
    private final String flavor;
    private final Map<String, Supplier<Map<String, String>>> sections;
    private final Map<String, Supplier<byte[]>> files;
    private final @Nullable Supplier<String> metrics;

    private RemoteAgent(
            String displayName,
            String flavor,
            Map<String, Supplier<Map<String, String>>> sections,
            Map<String, Supplier<byte[]>> files,
            @Nullable Supplier<String> metrics) {
        this.displayName = displayName;
        this.flavor = flavor;
        this.sections = sections;
        this.files = files;
        this.metrics = metrics;
    }

    /**
     * Begins with a name.
     *
     * @param displayName its name for people, such as {@code Trace Agent}
     * @throws IllegalArgumentException when it is blank
     */
    public static RemoteAgent named(String displayName) {
        var flavor = requireNotBlank("display name", displayName).strip().toLowerCase(Locale.ROOT);
        return new RemoteAgent(displayName, flavor.replaceAll("[^a-z0-9]+", "_"), Map.of(), Map.of(), null);
    }

    /** Its machine name, such as {@code trace_agent}; made from the display name unless said otherwise. */
    public RemoteAgent flavor(String flavor) {
        return new RemoteAgent(displayName, requireNotBlank("flavor", flavor), sections, files, metrics);
    }

    /**
     * A section of its status page.
     *
     * @throws IllegalArgumentException when there is one of that name already
     */
    public RemoteAgent status(String section, Supplier<Map<String, String>> fields) {
        return new RemoteAgent(displayName, flavor, with("section", sections, section, fields), files, metrics);
    }

    /**
     * A file of its flare. More than 5 MiB of it is cut off.
     *
     * @param file its name; the server keeps it in a directory for this agent
     * @throws IllegalArgumentException when there is one of that name already
     */
    public RemoteAgent flare(String file, Supplier<byte[]> content) {
        return new RemoteAgent(displayName, flavor, sections, with("file", files, file, content), metrics);
    }

    /** A file of its flare that is text. */
    public RemoteAgent flareText(String file, Supplier<String> content) {
        return flare(file, () -> content.get().getBytes(StandardCharsets.UTF_8));
    }

    /** Its metrics, in the Prometheus text format. */
    public RemoteAgent telemetry(Supplier<String> prometheusText) {
        return new RemoteAgent(displayName, flavor, sections, files, prometheusText);
    }

    public String displayName() {
        return displayName;
    }

    public String flavor() {
        return flavor;
    }

    /** By name, in the order in which they were given. */
    Map<String, Supplier<Map<String, String>>> sections() {
        return sections;
    }

    Map<String, Supplier<byte[]>> files() {
        return files;
    }

    Optional<Supplier<String>> metrics() {
        return Optional.ofNullable(metrics);
    }

    private static <T> Map<String, T> with(String what, Map<String, T> before, String name, T added) {
        var with = new LinkedHashMap<>(before);
        if (with.put(requireNotBlank(what, name), added) != null) {
            throw new IllegalArgumentException(what + ": " + name + " a second time (expected: every name once)");
        }
        return Collections.unmodifiableMap(with);
    }

    private static String requireNotBlank(String what, String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(what + ": blank (expected: a name)");
        }
        return text;
    }

    @Override
    public String toString() {
        return displayName;
    }
}
