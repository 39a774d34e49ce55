package io.headwater.adapters.microprofile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headwater.adapters.microprofile.example.LiveConfig;
import io.headwater.testkit.TestServer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeadwaterConfigSourceTest {
    private static final String FILE = """
            log_level: info
            api_key: 0123456789abcdef0123456789abcdef
            checkout:
              max_items: 20
              labels: ['plain', 'with, comma', 'with \\ backslash', 'both \\, of them']
              regions: []
              nothing: null
              steps:
                - {name: pay, retries: 3}
            """;

    @AutoClose
    private final TestServer server = TestServer.with(FILE);

    private SmallRyeConfig open(String... more) {
        var options = new HashMap<>(Map.of(
                "headwater.name", "shop",
                "headwater.server", server.address(),
                "headwater.credentials", server.credentials().toString()));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredSources()
                .withSources(new PropertiesConfigSource(options, "test", 100))
                .build();
    }

    private static ConfigSource source(SmallRyeConfig config) {
        return config.getConfigSource("headwater").orElseThrow();
    }

    private static void close(SmallRyeConfig config) throws Exception {
        ((AutoCloseable) source(config)).close();
    }

    @Test
    void theExamplePrintsAChangedValueWithoutARestart() throws Exception {
        var config = open();
        var printed = new ByteArrayOutputStream();
        var example = Thread.ofPlatform().start(() -> {
            try {
                LiveConfig.follow(config, new PrintStream(printed, true, UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(printed.toString(UTF_8)).contains("log_level is info"));

            server.set("log_level", "debug");
            await().atMost(30, SECONDS)
                    .untilAsserted(() -> assertThat(printed.toString(UTF_8).lines())
                            .containsExactly("log_level is info", "log_level is debug"));
        } finally {
            example.interrupt();
            example.join();
            close(config);
        }
    }

    @Test
    void readsWhatHoldsByTypeAndLeavesOutWhatIsNull() throws Exception {
        var config = open();
        assertThat(config.getValue("checkout.max_items", Integer.class)).isEqualTo(20);
        assertThat(config.getOptionalValue("checkout.nothing", String.class)).isEmpty();
        assertThat(config.getOptionalValues("checkout.regions", String.class)).isEmpty();
        assertThat(config.getValue("checkout.steps[0].retries", Integer.class)).isEqualTo(3);
        assertThat(config.getPropertyNames())
                .contains("log_level", "checkout.max_items")
                .doesNotContain("checkout.nothing");
        close(config);
    }

    @Test
    void aListComesBackAsItWas() throws Exception {
        var config = open();
        assertThat(config.getValues("checkout.labels", String.class))
                .containsExactly("plain", "with, comma", "with \\ backslash", "both \\, of them");
        close(config);
    }

    @Test
    void standsBelowTheEnvironmentUnlessSaidOtherwise() throws Exception {
        var config = open("checkout.max_items", "1");
        assertThat(source(config).getOrdinal()).isEqualTo(250);
        assertThat(config.getValue("checkout.max_items", Integer.class)).isEqualTo(20);
        close(config);

        var below = open("checkout.max_items", "1", "headwater.ordinal", "50");
        assertThat(source(below).getOrdinal()).isEqualTo(50);
        assertThat(below.getValue("checkout.max_items", Integer.class)).isEqualTo(1);
        close(below);
    }

    @Test
    void aPrefixIsLeftOutOfTheNames() throws Exception {
        var config = open("headwater.prefix", "checkout");
        assertThat(config.getValue("max_items", Integer.class)).isEqualTo(20);
        assertThat(config.getOptionalValue("log_level", String.class)).isEmpty();
        close(config);
    }

    @Test
    void withoutCredentialsOrSwitchedOffThereIsNoSource() {
        assertThat(open("headwater.credentials", "").getConfigSource("headwater"))
                .isEmpty();
        assertThat(open("headwater.enabled", "false").getConfigSource("headwater"))
                .isEmpty();
    }

    @Test
    void anOptionThatCannotBeUsedIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> open("headwater.ordinal", "high"))
                .hasMessage("headwater.ordinal: high (expected: a whole number)");
        assertThatThrownBy(() -> open("headwater.timeout", "soon"))
                .hasMessage("headwater.timeout: soon (expected: a duration such as 90s, 1h30m or P1D)");
        assertThatThrownBy(() -> open("headwater.start", "later"))
                .hasMessage("headwater.start: later (expected: fail, wait, last-known-good or local)");
        assertThatThrownBy(() -> open("headwater.name", ""))
                .hasMessage("headwater.name: nothing (expected: what the server calls this process)");
    }

    @Test
    void withoutAServerItFailsAndSaysSo() {
        server.stop();
        assertThatThrownBy(() -> open("headwater.timeout", "1s"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(server.address());
    }

    @Test
    void withoutAServerItStartsFromItsLastKnownGood(@TempDir Path directory) throws Exception {
        var file = directory.resolve("settings");
        String[] options = {"headwater.start", "last-known-good", "headwater.last-known-good.file", file.toString()};
        server.set("log_level", "debug");
        var first = open(options);
        await().atMost(30, SECONDS).until(() -> Files.exists(file));
        close(first);
        server.stop();

        var second = open(options);
        assertThat(second.getValue("log_level", String.class)).isEqualTo("debug");
        assertThat(second.getOptionalValue("api_key", String.class)).isEmpty();

        server.restart();
        await().atMost(30, SECONDS)
                .untilAsserted(() ->
                        assertThat(second.getValue("log_level", String.class)).isEqualTo("info"));
        close(second);
    }

    @Test
    void releasingTheConfigurationEndsTheSessionAndNothingIsShownOfASecret() throws Exception {
        var config = open();
        assertThat(server.agents()).containsExactly("shop");
        assertThat(source(config).toString()).contains("READY").doesNotContain("0123456789abcdef");

        close(config);

        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(server.agents()).isEmpty());
        assertThat(config.getValue("log_level", String.class)).isEqualTo("info");
    }

    /** Another implementation than SmallRye, as far as a class path can tell. */
    @Test
    void anyOtherImplementationFindsItByTheSystemProperties() throws Exception {
        System.setProperty("headwater.name", "shop");
        System.setProperty("headwater.server", server.address());
        System.setProperty("headwater.credentials", server.credentials().toString());
        try (var loader = new WithoutSmallRye()) {
            var provider = loader.loadClass(HeadwaterConfigSourceProvider.class.getName())
                    .getConstructor()
                    .newInstance();
            var found = (List<?>) provider.getClass()
                    .getMethod("getConfigSources", ClassLoader.class)
                    .invoke(provider, loader);

            assertThat(found).hasSize(1);
            var source = found.getFirst();
            assertThat(source.getClass().getMethod("getValue", String.class).invoke(source, "log_level"))
                    .isEqualTo("info");
            ((AutoCloseable) source).close();
        } finally {
            System.clearProperty("headwater.name");
            System.clearProperty("headwater.server");
            System.clearProperty("headwater.credentials");
        }
        assertThat(new HeadwaterConfigSourceProvider()
                        .getConfigSources(getClass().getClassLoader()))
                .isEmpty();
    }
}
