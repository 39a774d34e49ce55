package io.headwater.adapters.spring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headwater.client.ClientState.Phase;
import io.headwater.client.ConfigClient;
import io.headwater.testkit.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

final class StartAndCloseTest {
    @AutoClose
    private final TestServer server = TestServer.with("log_level: info\napi_key: 0123456789abcdef0123456789abcdef\n");

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Shop {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class BrokenShop {
        @Bean
        String broken() {
            throw new IllegalStateException("this shop does not open");
        }
    }

    @Test
    void theClientIsClosedWithTheContext() {
        ConfigClient client;
        try (var context = Application.run(server, Shop.class)) {
            client = context.getBean(ConfigClient.class);
            assertThat(client.state().phase()).isEqualTo(Phase.READY);
            assertThat(server.agents()).contains("live-application");
        }
        assertThat(client.state().phase()).isEqualTo(Phase.CLOSED);
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(server.agents()).doesNotContain("live-application"));
    }

    @Test
    void theClientIsClosedWhenTheContextFailsToStart() {
        var client = new AtomicReference<ConfigClient>();
        var application = new SpringApplication(BrokenShop.class);
        application.addInitializers(
                context -> context.addBeanFactoryPostProcessor(beans -> client.set(beans.getBean(ConfigClient.class))));

        assertThatThrownBy(() -> application.run(
                        "--headwater.server=" + server.address(), "--headwater.credentials=" + server.credentials()))
                .hasStackTraceContaining("this shop does not open");

        assertThat(client.get().state().phase()).isEqualTo(Phase.CLOSED);
    }

    @Test
    void theClientIsClosedWhenThereIsNotEvenAContext() {
        var application = new SpringApplication(Shop.class);
        application.addInitializers(context -> {
            throw new IllegalStateException("no context today");
        });

        assertThatThrownBy(() -> application.run(
                        "--headwater.server=" + server.address(), "--headwater.credentials=" + server.credentials()))
                .hasMessageContaining("no context today");

        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(server.agents()).doesNotContain("live-application"));
    }

    @Test
    void withoutCredentialsNothingIsStarted() {
        try (var context = SpringApplication.run(Shop.class, "--spring.config.location=optional:classpath:/none/")) {
            assertThat(context.getBeanNamesForType(ConfigClient.class)).isEmpty();
            assertThat(context.containsBean("headwaterHealthIndicator")).isFalse();
        }
    }

    @Test
    void switchedOffNothingIsStarted() {
        try (var context = Application.run(server, Shop.class, "--headwater.enabled=false")) {
            assertThat(context.getBeanNamesForType(ConfigClient.class)).isEmpty();
        }
    }

    @Test
    void aMisspeltOptionIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Application.run(server, Shop.class, "--headwater.perfix=checkout"))
                .hasStackTraceContaining("headwater.perfix");
    }

    @Test
    void whatIsMissingIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Application.run(server, Shop.class, "--headwater.start=last-known-good"))
                .hasMessage("headwater.last-known-good.file: nothing (expected: a file that outlives the process)");
        assertThatThrownBy(
                        () -> Application.run(server, Shop.class, "--spring.config.location=optional:classpath:/none/"))
                .hasMessage("headwater.name: nothing (expected: a name, or spring.application.name)");
    }

    @Test
    void withoutAServerTheApplicationFailsAndSaysSo() {
        server.stop();
        assertThatThrownBy(() -> Application.run(server, Shop.class, "--headwater.timeout=500ms"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(server.address());
    }

    @Test
    void withoutAServerTheApplicationStartsFromItsLastKnownGood(@TempDir Path directory) {
        var file = directory.resolve("settings");
        String[] options = {"--headwater.start=last-known-good", "--headwater.last-known-good.file=" + file};
        server.set("log_level", "debug");
        try (var _ = Application.run(server, Shop.class, options)) {
            await().atMost(30, SECONDS).until(() -> Files.exists(file));
        }
        server.stop();

        try (var printed = new Printed();
                var context = Application.run(server, Shop.class, options)) {
            assertThat(context.getEnvironment().getProperty("log_level")).isEqualTo("debug");
            assertThat(context.getEnvironment().containsProperty("api_key")).isFalse();
            assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(health(context).getDetails()).containsEntry("state", "CACHED");
            assertThat(printed.text()).doesNotContain("0123456789abcdef");

            server.restart();
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
            assertThat(context.getEnvironment().getProperty("log_level")).isEqualTo("info");
        }
    }

    @Test
    void withoutAServerTheApplicationStartsWithItsOwnFiles() {
        server.stop();
        try (var context = Application.run(server, Shop.class, "--headwater.start=local")) {
            assertThat(context.getEnvironment().getProperty("spring.application.name"))
                    .isEqualTo("live-application");
            assertThat(context.getEnvironment().containsProperty("log_level")).isFalse();
        }
    }

    @Test
    void healthFollowsTheClientAndShowsNoValue() {
        try (var context = Application.run(server, Shop.class)) {
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails())
                    .containsEntry("state", "READY")
                    .containsKeys("since", "reason", "sequence", "stalenessSeconds");
            assertThat(health(context).toString()).doesNotContain("0123456789abcdef");

            server.stop();
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN));
            assertThat(context.getEnvironment().getProperty("log_level")).isEqualTo("info");

            context.getBean(ConfigClient.class).close();
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
        }
    }

    @Test
    void pastTheMaxStalenessTheApplicationIsOutOfService() {
        try (var context = Application.run(server, Shop.class, "--headwater.max-staleness=1ms")) {
            server.stop();
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE));
        }
    }

    private static Health health(ApplicationContext context) {
        var health = context.getBean("headwaterHealthIndicator", HealthIndicator.class)
                .health();
        assertThat(health).isNotNull();
        return Objects.requireNonNull(health);
    }
}
