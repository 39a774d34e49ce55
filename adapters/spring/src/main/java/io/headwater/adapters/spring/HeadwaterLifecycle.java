package io.headwater.adapters.spring;

import io.headwater.client.Change;
import io.headwater.client.ChangeBatch;
import io.headwater.client.ConfigClient;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * Ties the client to one run of an application: a bean in its context, told of changes once it has started, closed after every
 * other bean or when the start fails. Spring Boot calls it.
 */
public final class HeadwaterLifecycle implements SpringApplicationRunListener {
    private final CompletableFuture<Optional<ConfigurableApplicationContext>> started = new CompletableFuture<>();
    private @Nullable ConfigurableBootstrapContext bootstrap;

    @Override
    public void starting(ConfigurableBootstrapContext bootstrap) {
        this.bootstrap = bootstrap;
    }

    @Override
    public void contextPrepared(ConfigurableApplicationContext context) {
        source().ifPresent(source -> {
            var client = source.getSource();
            var beans = context.getBeanFactory();
            beans.registerSingleton("headwaterClient", client);
            if (beans instanceof DefaultSingletonBeanRegistry registry) {
                registry.registerDisposableBean("headwaterClient", () -> close(client));
            }
            // No bean exists yet, so none can have read a value whose change it is not told of.
            var unused = client.listen().prefix(source.prefix()).batches(batch -> publish(source, batch));
        });
    }

    @Override
    public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
        started.complete(Optional.of(context));
    }

    @Override
    public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
        source().ifPresent(source -> close(source.getSource()));
    }

    /** Lets go of a listener that still waits for the start. */
    private void close(ConfigClient client) {
        started.complete(Optional.empty());
        client.close();
    }

    private Optional<HeadwaterPropertySource> source() {
        return bootstrap != null && bootstrap.isRegistered(HeadwaterPropertySource.class)
                ? Optional.ofNullable(bootstrap.get(HeadwaterPropertySource.class))
                : Optional.empty();
    }

    private void publish(HeadwaterPropertySource source, ChangeBatch batch) {
        started.join().filter(ConfigurableApplicationContext::isActive).ifPresent(context -> {
            var keys = batch.changes().stream()
                    .map(Change::key)
                    .filter(key -> key.length() > source.prefix().length())
                    .map(source::nameOf)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (!keys.isEmpty()) {
                publish(context, Collections.unmodifiableSet(keys));
            }
        });
    }

    private static void publish(ConfigurableApplicationContext context, Set<String> keys) {
        try {
            if (ClassUtils.isPresent(SpringCloud.EVENT, context.getClassLoader())) {
                SpringCloud.rebind(context, keys);
            }
        } finally {
            context.publishEvent(new HeadwaterChangedEvent(keys));
        }
    }

    /** Loaded only where Spring Cloud is. */
    private static final class SpringCloud {
        static final String EVENT = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

        static void rebind(ConfigurableApplicationContext context, Set<String> keys) {
            context.publishEvent(new EnvironmentChangeEvent(context, keys));
        }
    }
}
