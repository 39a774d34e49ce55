package io.headwater.adapters.spring;

import io.headwater.client.ClientMetrics;
import io.headwater.client.ConfigClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Adds the client's health to an application that shows its health. Spring Boot calls it. */
@AutoConfiguration
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ConfigClient.class)
public final class HeadwaterAutoConfiguration {
    /**
     * UP while the values are the server's newest, DOWN when the client is closed. In between it is UNKNOWN, which takes no
     * instance out of service, as all of them lose their server at once; past {@code headwater.max-staleness}, where that is
     * said, it is OUT_OF_SERVICE.
     */
    @Bean
    @ConditionalOnEnabledHealthIndicator("headwater")
    HealthIndicator headwaterHealthIndicator(ConfigClient client, Environment environment) {
        var maxStaleness = environment.getProperty("headwater.max-staleness", Duration.class);
        return () -> health(client, maxStaleness);
    }

    private static Health health(ConfigClient client, @Nullable Duration maxStaleness) {
        var state = client.state();
        double staleness = client.metrics().get(ClientMetrics.STALENESS_SECONDS);
        boolean tooOld = maxStaleness != null && staleness > maxStaleness.toMillis() / 1000.0;
        var status = switch (state.phase()) {
            case READY -> Status.UP;
            case STALE, CACHED -> tooOld ? Status.OUT_OF_SERVICE : Status.UNKNOWN;
            case INITIALIZING -> Status.OUT_OF_SERVICE;
            case CLOSED -> Status.DOWN;
        };
        return Health.status(status)
                .withDetail("state", state.phase().name())
                .withDetail("since", state.since().toString())
                .withDetail("reason", state.reason())
                .withDetail("sequence", client.view().sequence())
                .withDetail("stalenessSeconds", staleness)
                .build();
    }
}
