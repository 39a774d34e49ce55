package io.headwater.adapters.openfeature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.ProviderEvent;
import dev.openfeature.sdk.ProviderState;
import dev.openfeature.sdk.Value;
import dev.openfeature.sdk.exceptions.FatalError;
import dev.openfeature.sdk.exceptions.ProviderNotReadyError;
import io.headwater.adapters.openfeature.example.LiveFlag;
import io.headwater.client.ClientState.Phase;
import io.headwater.client.ConfigClient;
import io.headwater.client.StartPolicy;
import io.headwater.testkit.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeadwaterProviderTest {
    private static final String FILE = """
            log_level: info
            logs_enabled: false
            cmd_port: 5011
            api_key: 0123456789abcdef0123456789abcdef
            flags:
              fast_lane: true
              share: 0.25
              limit: 5000000000
              colors: [red, green]
              button: {text: Buy, size: 3}
            """;

    @AutoClose
    private final TestServer server = TestServer.with(FILE);

    private final OpenFeatureAPI api = OpenFeatureAPI.createIsolated();

    @AfterEach
    void shutDown() {
        api.shutdown();
    }

    private ConfigClient.Builder client() {
        return ConfigClient.builder("shop").server(server.address()).credentials(server.credentials());
    }

    @Test
    void theExamplePrintsAChangedValueWithoutARestart() {
        api.setProviderAndWait(new HeadwaterProvider(client().start()));
        var printed = new ByteArrayOutputStream();

        LiveFlag.follow(api.getClient(), new PrintStream(printed, true, UTF_8));
        server.set("logs_enabled", "true");

        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(printed.toString(UTF_8).lines())
                        .containsExactly("logs_enabled is false", "logs_enabled is true"));
    }

    @Test
    void evaluatesEveryTypeWithTheLayerAsItsVariant() {
        api.setProviderAndWait(new HeadwaterProvider(client().start(), "flags", Duration.ofSeconds(30)));
        var flags = api.getClient();

        var fast = flags.getBooleanDetails("fast_lane", false);
        assertThat(fast.getValue()).isTrue();
        assertThat(fast.getVariant()).isEqualTo("file");
        assertThat(fast.getReason()).isEqualTo("STATIC");
        assertThat(flags.getDoubleValue("share", 0.0)).isEqualTo(0.25);
        assertThat(flags.getLongValue("limit", 0L)).isEqualTo(5_000_000_000L);
        assertThat(flags.getStringValue("button.text", "")).isEqualTo("Buy");
        assertThat(flags.getIntegerValue("button.size", 0)).isEqualTo(3);
        assertThat(flags.getObjectValue("colors", new Value()).asList())
                .containsExactly(new Value("red"), new Value("green"));
        assertThat(flags.getObjectValue("button", new Value()).asStructure().getValue("text"))
                .isEqualTo(new Value("Buy"));
    }

    @Test
    void saysWhenAValueIsNobodysChoice() {
        api.setProviderAndWait(new HeadwaterProvider(client().start()));

        var details = api.getClient().getBooleanDetails("apm_config.enabled", false);

        assertThat(details.getReason()).isEqualTo("DEFAULT");
        assertThat(details.getVariant()).isEqualTo("default");
        assertThat(details.getErrorCode()).isNull();
    }

    @Test
    void whatIsMissingOrOfAnotherTypeGivesTheCallersDefaultAndSaysWhy() {
        api.setProviderAndWait(new HeadwaterProvider(client().start()));
        var flags = api.getClient();

        var missing = flags.getBooleanDetails("nowhere", true);
        assertThat(missing.getValue()).isTrue();
        assertThat(missing.getErrorCode()).isEqualTo(ErrorCode.FLAG_NOT_FOUND);
        assertThat(missing.getReason()).isEqualTo("ERROR");

        var level = flags.getIntegerDetails("log_level", 7);
        assertThat(level.getValue()).isEqualTo(7);
        assertThat(level.getErrorCode()).isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(level.getErrorMessage()).contains("log_level", "info");

        var secret = flags.getIntegerDetails("api_key", 7);
        assertThat(secret.getErrorCode()).isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(secret.getErrorMessage()).contains("api_key").doesNotContain("0123456789abcdef");
    }

    @Test
    void changesNameTheFlagsUnderThePrefixOnly() {
        api.setProviderAndWait(new HeadwaterProvider(client().start(), "logs_config.", Duration.ofSeconds(30)));
        var flags = api.getClient();
        var changed = new CopyOnWriteArrayList<List<String>>();
        flags.onProviderConfigurationChanged(event -> changed.add(event.getFlagsChanged()));

        server.set("log_level", "debug");
        server.set("logs_config.container_collect_all", "true");

        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(changed).containsExactly(List.of("container_collect_all")));
        assertThat(flags.getBooleanValue("container_collect_all", false)).isTrue();
        assertThat(flags.getBooleanDetails("container_collect_all", false).getVariant())
                .isEqualTo("cli");
    }

    @Test
    void theClientsStatesAreTheProviders() {
        var client = client().start();
        api.setProviderAndWait(new HeadwaterProvider(client));
        var flags = api.getClient();
        var events = new CopyOnWriteArrayList<ProviderEvent>();
        flags.onProviderStale(event -> events.add(ProviderEvent.PROVIDER_STALE));
        flags.onProviderError(event -> events.add(ProviderEvent.PROVIDER_ERROR));
        assertThat(flags.getProviderState()).isEqualTo(ProviderState.READY);

        server.stop();
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(flags.getProviderState()).isEqualTo(ProviderState.STALE));
        assertThat(flags.getStringValue("log_level", "")).isEqualTo("info");

        server.restart();
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(flags.getProviderState()).isEqualTo(ProviderState.READY));

        client.close();
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(flags.getProviderState()).isEqualTo(ProviderState.ERROR));
        assertThat(flags.getStringValue("log_level", "")).isEqualTo("info");
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(events)
                        .containsSubsequence(ProviderEvent.PROVIDER_STALE, ProviderEvent.PROVIDER_ERROR));
    }

    @Test
    void shuttingDownClosesTheClient() {
        var client = client().start();
        api.setProviderAndWait(new HeadwaterProvider(client));

        api.shutdown();

        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(client.state().phase()).isEqualTo(Phase.CLOSED));
    }

    @Test
    void withoutAServerTheProviderIsNotReadyAndSaysWhy() {
        server.stop();
        var provider = new HeadwaterProvider(client().start(), "", Duration.ofMillis(500));

        assertThatThrownBy(() -> api.setProviderAndWait(provider))
                .isInstanceOf(ProviderNotReadyError.class)
                .hasMessageContaining(server.address());
    }

    @Test
    void aClosedClientIsFatal() {
        var client = client().start();
        client.close();

        assertThatThrownBy(() -> api.setProviderAndWait(new HeadwaterProvider(client)))
                .isInstanceOf(FatalError.class)
                .hasMessageContaining("closed");
    }

    @Test
    void withoutAServerTheLastKnownGoodIsServedAsCachedAndStale(@TempDir Path directory) {
        var policy = StartPolicy.lastKnownGood(directory.resolve("flags"), Duration.ofHours(1));
        try (var first = client().whenNoServer(policy).start()) {
            await().atMost(30, SECONDS).until(() -> Files.exists(directory.resolve("flags")));
            assertThat(first.isActive()).isTrue();
        }
        server.stop();

        api.setProviderAndWait(
                new HeadwaterProvider(client().whenNoServer(policy).start()));

        var details = api.getClient().getStringDetails("log_level", "");
        assertThat(details.getValue()).isEqualTo("info");
        assertThat(details.getReason()).isEqualTo("CACHED");
        await().atMost(30, SECONDS)
                .untilAsserted(
                        () -> assertThat(api.getClient().getProviderState()).isEqualTo(ProviderState.STALE));
    }
}
