package io.headwater.adapters.microprofile;

import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import io.headwater.client.StartPolicy;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** What is said under {@code headwater.}, wherever the look-up finds it. */
record HeadwaterOptions(Function<String, Optional<String>> said) {
    private static final int BELOW_THE_ENVIRONMENT = 250;

    /**
     * A source that is ready to be read, or none when it is not asked for.
     *
     * @throws IllegalArgumentException when an option cannot be used
     * @throws IllegalStateException when there is no server in time and the process is to fail then
     */
    List<ConfigSource> open() {
        var credentials = said.apply("headwater.credentials");
        if (!said.apply("headwater.enabled").map(Boolean::parseBoolean).orElse(credentials.isPresent())) {
            return List.of();
        }
        int ordinal =
                parsed("headwater.ordinal", Integer::valueOf, "a whole number").orElse(BELOW_THE_ENVIRONMENT);
        var timeout = duration("headwater.timeout").orElse(Duration.ofSeconds(60));
        var prefix = said.apply("headwater.prefix").orElse("");
        var policy = policy();
        var client = ConfigClient.builder(required("headwater.name", "what the server calls this process"))
                .server(said.apply("headwater.server").orElse("localhost:5001"))
                .credentials(
                        Path.of(required("headwater.credentials", "the directory with auth_token and ipc_cert.pem")))
                .whenNoServer(policy)
                .start();
        await(client, policy, timeout);
        return List.of(new HeadwaterConfigSource(client, prefix, ordinal));
    }

    private StartPolicy policy() {
        var start = said.apply("headwater.start").orElse("fail");
        return switch (start) {
            case "fail" -> StartPolicy.fail();
            case "wait" -> StartPolicy.waitForServer();
            case "local" -> StartPolicy.localDefaults(Map.of());
            case "last-known-good" ->
                StartPolicy.lastKnownGood(
                        Path.of(required("headwater.last-known-good.file", "a file that outlives the process")),
                        duration("headwater.last-known-good.max-age").orElse(Duration.ofDays(1)));
            default ->
                throw new IllegalArgumentException(
                        "headwater.start: " + start + " (expected: fail, wait, last-known-good or local)");
        };
    }

    private static void await(ConfigClient client, StartPolicy policy, Duration timeout) {
        while (true) {
            try {
                client.awaitReady(timeout);
                return;
            } catch (NotReadyException e) {
                if (policy instanceof StartPolicy.Fail) {
                    client.close();
                    throw new IllegalStateException(e.getMessage(), e);
                }
            } catch (InterruptedException e) {
                client.close();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for settings", e);
            }
        }
    }

    private String required(String option, String rule) {
        return said.apply(option)
                .orElseThrow(() -> new IllegalArgumentException(option + ": nothing (expected: " + rule + ")"));
    }

    private Optional<Duration> duration(String option) {
        return parsed(
                option,
                text -> Duration.parse(text.startsWith("P") ? text : "PT" + text),
                "a duration such as 90s, 1h30m or P1D");
    }

    private <T> Optional<T> parsed(String option, Function<String, T> parser, String rule) {
        return said.apply(option).map(text -> {
            try {
                return parser.apply(text);
            } catch (NumberFormatException | DateTimeException e) {
                throw new IllegalArgumentException(option + ": " + text + " (expected: " + rule + ")", e);
            }
        });
    }
}
