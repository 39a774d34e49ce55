package io.headwater.adapters.spring;

import io.headwater.client.ClientMetrics;
import io.headwater.client.ConfigClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * The client's state as a health: UP while the values are the server's newest, DOWN when it is closed. In between it is UNKNOWN,
 * which takes no instance out of service, as all of them lose their server at once; past {@code headwater.max-staleness}, where
 * that is said, it is OUT_OF_SERVICE.
 */
final class HeadwaterHealth implements HealthIndicator {
    private final ConfigClient client;
    private final @Nullable Duration maxStaleness;

    HeadwaterHealth(ConfigClient client, @Nullable Duration maxStaleness) {
        this.client = client;
        this.maxStaleness = maxStaleness;
    }

    @Override
    public Health health() {
        var state = client.state();
        var view = client.view();
        double staleness = client.metrics().get(ClientMetrics.STALENESS_SECONDS);
        var status = switch (state.phase()) {
            case READY -> Status.UP;
            case STALE, CACHED -> tooOld(staleness) ? Status.OUT_OF_SERVICE : Status.UNKNOWN;
            case INITIALIZING -> Status.OUT_OF_SERVICE;
            case CLOSED -> Status.DOWN;
        };
        return Health.status(status)
                .withDetail("state", state.phase().name())
                .withDetail("since", state.since().toString())
                .withDetail("reason", state.reason())
                .withDetail("stream", view.stream())
                .withDetail("sequence", view.sequence())
                .withDetail("stalenessSeconds", staleness)
                .build();
    }

    private boolean tooOld(double seconds) {
        return maxStaleness != null && seconds > maxStaleness.toMillis() / 1000.0;
    }
}
