package io.headwater.core.fleet;

import java.util.List;
import java.util.Optional;

/**
 * What a client says of itself when it registers, as it says it. All of it may be empty but the display name.
 *
 * @param pid its process id, as text
 * @param flavor its stable machine name, such as {@code trace_agent}
 * @param displayName its name for people
 * @param endpointUri where it serves its own services, in one of the forms of {@link Endpoint#parse}
 * @param services the full names of the services it serves there
 */
public record Registrant(String pid, String flavor, String displayName, String endpointUri, List<String> services) {
    private static final int TEXT = 256;
    private static final int URI = 1_024;
    private static final int SERVICES = 64;

    public Registrant {
        services = List.copyOf(services);
    }

    /** The name as a metric label or a directory. */
    public String label() {
        return Names.label(displayName);
    }

    /** What is wrong with it, for the client to read. */
    Optional<String> problem() {
        if (displayName.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            return Optional.of("remote agent display name must not be empty or whitespace-only");
        }
        if (services.size() > SERVICES) {
            return Optional.of("services: " + services.size() + " names (expected: at most " + SERVICES + ")");
        }
        return problem("display_name", displayName, TEXT)
                .or(() -> problem("pid", pid, TEXT))
                .or(() -> problem("flavor", flavor, TEXT))
                .or(() -> problem("api_endpoint_uri", endpointUri, URI))
                .or(() -> services.stream()
                        .flatMap(service -> problem("services", service, TEXT).stream())
                        .findFirst());
    }

    private static Optional<String> problem(String name, String value, int most) {
        if (value.length() > most) {
            return Optional.of(name + ": " + value.length() + " characters (expected: at most " + most + ")");
        }
        return value.chars().anyMatch(Character::isISOControl)
                ? Optional.of(name + ": holds a control character (expected: printable text)")
                : Optional.empty();
    }
}
