package io.headwater.adapters.spring;

import io.headwater.client.ConfigClient;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Adds the client's health to an application that shows its health. Spring Boot calls it. */
@AutoConfiguration
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ConfigClient.class)
public final class HeadwaterAutoConfiguration {
    @Bean
    @ConditionalOnEnabledHealthIndicator("headwater")
    HealthIndicator headwaterHealthIndicator(ConfigClient client, Environment environment) {
        return new HeadwaterHealth(client, HeadwaterOptions.of(environment).maxStaleness());
    }
}
