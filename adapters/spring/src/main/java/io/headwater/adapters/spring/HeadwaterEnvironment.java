package io.headwater.adapters.spring;

import io.headwater.client.ConfigClient;
import io.headwater.client.NotReadyException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.BootstrapRegistry.InstanceSupplier;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/**
 * Starts the client as soon as {@code application.yaml} is read, waits until there are settings, and puts them below the system
 * properties and the environment and above the application's files. Spring Boot calls it.
 */
public final class HeadwaterEnvironment implements EnvironmentPostProcessor, Ordered {
    private final ConfigurableBootstrapContext bootstrap;

    public HeadwaterEnvironment(ConfigurableBootstrapContext bootstrap) {
        this.bootstrap = bootstrap;
    }

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    /**
     * @throws IllegalArgumentException when what is said under {@code headwater} cannot be used
     * @throws IllegalStateException when there is no server in time and the application is to fail then
     */
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var sources = environment.getPropertySources();
        if (sources.contains(HeadwaterPropertySource.NAME)) {
            return;
        }
        var options = HeadwaterOptions.of(environment);
        if (!options.isOn()) {
            return;
        }
        var client = options.startClient(environment.getProperty("spring.application.name"));
        await(client, options);
        var source = new HeadwaterPropertySource(client, options.prefix());
        bootstrap.register(HeadwaterPropertySource.class, InstanceSupplier.of(source));
        if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
            sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
        } else {
            sources.addFirst(source);
        }
    }

    private static void await(ConfigClient client, HeadwaterOptions options) {
        while (true) {
            try {
                client.awaitReady(options.timeout());
                return;
            } catch (NotReadyException e) {
                if (options.start() == HeadwaterOptions.Start.FAIL) {
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
}
