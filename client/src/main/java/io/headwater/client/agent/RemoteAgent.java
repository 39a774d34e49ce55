package io.headwater.client.agent;

import io.headwater.client.internal.Pending;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a process offers the server as a remote agent. Immutable; each method gives a new one.
 *
 * <pre>{@code
 * RemoteAgent.named("Trace Agent").status("Receiver", () -> Map.of("spans", count.toString()))
 * }</pre>
 *
 * <p>The suppliers are called when the server asks, each shielded from the failures of the others, on threads of the client's own.
 */
public final class RemoteAgent {
    private RemoteAgent() {}

    /**
     * Begins with a name.
     *
     * @param displayName its name for people, such as {@code Trace Agent}
     */
    public static RemoteAgent named(String displayName) {
        return Pending.yet(displayName);
    }

    /** Its machine name, such as {@code trace_agent}; made from the display name unless said otherwise. */
    public RemoteAgent flavor(String flavor) {
        return Pending.yet(flavor);
    }

    /** A section of its status page. */
    public RemoteAgent status(String section, Supplier<Map<String, String>> fields) {
        return Pending.yet(section, fields);
    }

    /** A file of its flare. */
    public RemoteAgent flare(String file, Supplier<byte[]> content) {
        return Pending.yet(file, content);
    }

    /** Its metrics, in the Prometheus text format. */
    public RemoteAgent telemetry(Supplier<String> prometheusText) {
        return Pending.yet(prometheusText);
    }
}
