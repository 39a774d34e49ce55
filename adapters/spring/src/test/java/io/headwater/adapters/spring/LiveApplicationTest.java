package io.headwater.adapters.spring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.adapters.spring.example.LiveApplication;
import io.headwater.testkit.TestServer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class LiveApplicationTest {
    @AutoClose
    private static final TestServer server =
            TestServer.with("log_level: info\napi_key: 0123456789abcdef0123456789abcdef\n");

    @Test
    void printsAChangedValueWithoutARestart() {
        try (var printed = new Printed();
                var application = Application.run(server, LiveApplication.class)) {
            assertThat(printed.text()).contains("log_level is info");

            server.set("log_level", "debug");
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(printed.text()).contains("log_level is debug"));

            server.unset("log_level");
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(printed.text().lines().toList())
                            .containsSubsequence("log_level is info", "log_level is debug", "log_level is info"));
            assertThat(printed.text()).doesNotContain("0123456789abcdef");
            assertThat(application.isActive()).isTrue();
        }
    }
}
