package io.headwater.adapters.spring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.Bound;
import io.headwater.client.ConfigClient;
import io.headwater.testkit.TestServer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

final class PropertiesTest {
    private static final String FILE = """
            log_level: info
            tags: [team:checkout, tier:web]
            logs_config:
              compression_level: 6
            checkout:
              max_items: 20
              regions: []
              nothing: null
              steps:
                - {name: pay, retries: 3}
            """;

    @AutoClose
    private static final TestServer server = TestServer.with(FILE);

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @EnableConfigurationProperties(Logs.class)
    static class Shop {
        final BlockingQueue<HeadwaterChangedEvent> events = new LinkedBlockingQueue<>();

        @EventListener
        void changed(HeadwaterChangedEvent event) {
            events.add(event);
        }

        @Bean
        Bound<Compression> compression(ConfigClient client) {
            return client.bind("logs_config", Compression.class);
        }
    }

    record Compression(int compressionLevel) {}

    /** As a developer with Spring Cloud writes it: bound anew in place. */
    @ConfigurationProperties("logs-config")
    static class Logs {
        private int compressionLevel;

        public int getCompressionLevel() {
            return compressionLevel;
        }

        public void setCompressionLevel(int compressionLevel) {
            this.compressionLevel = compressionLevel;
        }
    }

    @Test
    void namesAreTheServersAndSpringsSpellingsOfThem() {
        try (var context = Application.run(server, Shop.class)) {
            var environment = context.getEnvironment();

            assertThat(environment.getProperty("checkout.max_items", Integer.class))
                    .isEqualTo(20);
            assertThat(environment.getProperty("checkout.max-items")).isEqualTo("20");
            assertThat(environment.containsProperty("checkout.nothing")).isFalse();
        }
    }

    @Test
    void aListIsIndexedAndAnEmptyOneIsEmpty() {
        try (var context = Application.run(server, Shop.class)) {
            var environment = context.getEnvironment();
            var binder = Binder.get(environment);

            assertThat(environment.getProperty("tags[1]")).isEqualTo("tier:web");
            assertThat(environment.getProperty("checkout.steps[0].retries")).isEqualTo("3");
            assertThat(binder.bind("tags", Bindable.listOf(String.class)).get())
                    .containsExactly("team:checkout", "tier:web");
            assertThat(binder.bind("checkout.regions", Bindable.listOf(String.class))
                            .get())
                    .isEmpty();
        }
    }

    @Test
    void aPrefixIsLeftOutOfTheNames() throws InterruptedException {
        try (var context = Application.run(server, Shop.class, "--headwater.prefix=logs_config")) {
            assertThat(context.getEnvironment().getProperty("compression_level"))
                    .isEqualTo("6");
            assertThat(context.getEnvironment().containsProperty("log_level")).isFalse();

            server.set("log_level", "debug");
            server.set("logs_config.compression_level", "7");

            assertThat(next(context.getBean(Shop.class))).containsExactly("compression_level");
        } finally {
            server.unset("log_level");
            server.unset("logs_config.compression_level");
        }
    }

    @Test
    void winsOverTheApplicationsFilesAndLosesToWhatTheOperatorOfTheProcessSays() {
        try (var context = Application.run(
                server,
                Shop.class,
                "--spring.config.location=optional:classpath:/none/",
                "--headwater.name=shop",
                "--checkout.max_items=99")) {
            var sources = context.getEnvironment().getPropertySources().stream()
                    .map(each -> each.getName())
                    .toList();

            assertThat(context.getEnvironment().getProperty("checkout.max_items"))
                    .isEqualTo("99");
            assertThat(sources)
                    .containsSubsequence("commandLineArgs", "systemProperties", "systemEnvironment", "headwater");
        }
        try (var context = Application.run(server, Shop.class)) {
            var sources = context.getEnvironment().getPropertySources().stream()
                    .map(each -> each.getName())
                    .toList();

            assertThat(sources.indexOf("headwater"))
                    .isLessThan(sources.indexOf(sources.stream()
                            .filter(each -> each.contains("application.properties"))
                            .findFirst()
                            .orElseThrow()));
        }
    }

    @Test
    void saysWhichLayerAPropertyIsFrom() {
        try (var context = Application.run(server, Shop.class)) {
            var source = context.getEnvironment().getPropertySources().get("headwater");

            assertThat(OriginLookup.getOrigin(source, "log_level")).hasToString("Headwater, file");
            assertThat(OriginLookup.getOrigin(source, "nowhere")).isNull();
        }
    }

    @Test
    void aChangeReachesTheEnvironmentTheEventTheRecordAndThePropertiesBean() throws InterruptedException {
        try (var context = Application.run(server, Shop.class)) {
            var shop = context.getBean(Shop.class);
            var properties = context.getBean(Logs.class);
            Bound<?> compression = context.getBean(Bound.class);
            assertThat(properties.getCompressionLevel()).isEqualTo(6);
            assertThat(compression.get()).isEqualTo(new Compression(6));

            server.set("logs_config.compression_level", "9");

            assertThat(next(shop)).containsExactly("logs_config.compression_level");
            assertThat(context.getEnvironment().getProperty("logs-config.compression-level"))
                    .isEqualTo("9");
            assertThat(properties.getCompressionLevel()).isEqualTo(9);
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(compression.get()).isEqualTo(new Compression(9)));

            server.unset("logs_config.compression_level");

            assertThat(next(shop)).containsExactly("logs_config.compression_level");
            assertThat(context.getEnvironment().getProperty("logs-config.compression-level"))
                    .isEqualTo("6");
        }
    }

    private static @Nullable List<String> next(Shop shop) throws InterruptedException {
        var event = shop.events.poll(20, SECONDS);
        return event == null ? null : List.copyOf(event.keys());
    }

    @Test
    void whatChangesWhileTheApplicationStartsIsToldOnceItHasStarted() throws InterruptedException {
        SlowShop.server = server;
        try (var context = Application.run(server, SlowShop.class)) {
            var event = context.getBean(SlowShop.class).events.poll(20, SECONDS);

            assertThat(event).isEqualTo(new HeadwaterChangedEvent(Set.of("log_level")));
            assertThat(context.getBean(SlowShop.class).seenAtTheStart).isEqualTo("info");
        } finally {
            server.unset("log_level");
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class SlowShop {
        static @Nullable TestServer server;

        final BlockingQueue<HeadwaterChangedEvent> events = new LinkedBlockingQueue<>();
        final @Nullable String seenAtTheStart;

        SlowShop(ConfigClient client) {
            seenAtTheStart = client.reader().getString("log_level");
            Objects.requireNonNull(server).set("log_level", "trace");
            await().atMost(30, SECONDS)
                    .until(() -> client.reader().getString("log_level").equals("trace"));
        }

        @EventListener
        void changed(HeadwaterChangedEvent event) {
            events.add(event);
        }
    }
}
