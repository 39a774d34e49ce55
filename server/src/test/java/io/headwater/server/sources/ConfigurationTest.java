package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Problem.Kind;
import io.headwater.core.settings.Replacement;
import io.headwater.core.settings.Resolver;
import io.headwater.core.settings.Setting;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConfigurationTest {
    @TempDir
    private Path directory;

    private final Resolver resolver = Settings.resolver();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private Path first = Path.of("first.yaml");
    private Path second = Path.of("second.yaml");

    @BeforeEach
    void create() throws IOException {
        first = Files.writeString(directory.resolve("first.yaml"), "log_level: debug\nenv: one\n");
        second = Files.writeString(directory.resolve("second.yaml"), "env: two\n");
    }

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    @Test
    void filesAndEnvironmentAreOneChangeSet() {
        var before = resolver.feed().head().revision();
        var configuration = configuration(Map.of("DD_HOSTNAME", "h", "HTTP_PROXY", "http://p"));

        var loaded = configuration.load("test", "start");

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.changed()).isTrue();
        assertThat(get("log_level")).isEqualTo("debug from file");
        assertThat(get("env")).isEqualTo("two from file");
        assertThat(get("hostname")).isEqualTo("h from environment-variable");
        assertThat(get("proxy.http")).isEqualTo("http://p from config-post-init");
        assertThat(resolver.explain("env").layers().getFirst().place()).hasToString(second + ":1:1");
        assertThat(loaded.revision().value()).isEqualTo(before.value() + 4);
    }

    @Test
    void aBrokenFileStandsForWhatItLastSaid() throws IOException {
        var configuration = configuration(Map.of());
        configuration.load("test", "start");
        Files.writeString(first, "log_level: [debug\n");
        Files.writeString(second, "env: three\n");

        var reloaded = configuration.load("test", "again");

        assertThat(reloaded.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).startsWith(first + ":2:1: "));
        assertThat(get("log_level")).isEqualTo("debug from file");
        assertThat(get("env")).isEqualTo("three from file");
    }

    @Test
    void aFileThatIsGoneStandsForWhatItLastSaidAndOneThatNeverWasForNothing() throws IOException {
        var configuration = configuration(Map.of());
        configuration.load("test", "start");
        Files.delete(first);

        var reloaded = configuration.load("test", "again");

        assertThat(reloaded.problems()).extracting(Problem::kind).containsExactly(Kind.UNREADABLE);
        assertThat(reloaded.changed()).isFalse();
        assertThat(get("log_level")).isEqualTo("debug from file");
    }

    @Test
    void whatIsNoFileIsNotRead() {
        var yaml = new SettingsYaml(Settings.SCHEMA);

        assertThat(new ConfigFiles(List.of(directory), yaml).read().problems())
                .extracting(Problem::kind)
                .containsExactly(Kind.UNREADABLE);
        assertThat(new ConfigFiles(List.of(Path.of("/dev/zero")), yaml).read().problems())
                .extracting(Problem::kind)
                .containsExactly(Kind.UNREADABLE);
    }

    @Test
    void anUnchangedFileIsNotLoadedAgain() throws IOException {
        var configuration = configuration(Map.of());
        configuration.load("test", "start");

        assertThat(configuration.loadIfChanged("test", "again")).isEmpty();
        Files.writeString(second, "env: three\n");
        assertThat(configuration.loadIfChanged("test", "again")).isPresent();
    }

    @Test
    void secretsComeToTheirOwnLayerAtTheSameKey() throws IOException {
        var command = Scripts.write(
                directory.resolve("command"), "cat > /dev/null; echo '{\"k\":{\"value\":\"secret-1\"}}'\n");
        Files.writeString(first, """
                secret_backend_command: %s
                api_key: ENC[k]
                additional_endpoints: {"https://a": ['ENC[k]', 'ENC[missing]', plain]}
                """.formatted(command));
        var configuration = configuration(Map.of("DD_APP_KEY", "ENC[k]"));

        var loaded = configuration.load("test", "start");

        assertThat(get("api_key")).isEqualTo("secret-1 from secret");
        assertThat(get("app_key")).isEqualTo("secret-1 from secret");
        assertThat(get("additional_endpoints")).isEqualTo("{https://a: [secret-1, ENC[missing], plain]} from secret");
        assertThat(resolver.explain("api_key").layers().get(1).value()).isEqualTo(Value.of("ENC[k]"));
        assertThat(loaded.problems())
                .singleElement()
                .hasToString(
                        first + ":3:1: additional_endpoints: ENC[missing] (expected: a handle that can be resolved);"
                                + " the command did not answer for it");
    }

    @Test
    void aSecretThatCannotBeResolvedAnyMoreKeepsItsValueUntilNothingRefersToIt() throws IOException {
        var command = Scripts.write(
                directory.resolve("command"), "cat > /dev/null; echo '{\"k\":{\"value\":\"secret-1\"}}'\n");
        Files.writeString(first, "secret_backend_command: %s\napi_key: ENC[k]\n".formatted(command));
        var configuration = configuration(Map.of());
        configuration.load("test", "start");
        Scripts.write(Path.of(command), "exit 1\n");

        var reloaded = configuration.load("test", "again");

        assertThat(get("api_key")).isEqualTo("secret-1 from secret");
        assertThat(reloaded.problems())
                .singleElement()
                .asString()
                .endsWith("the command ended with exit code 1; its last value stays");

        Files.writeString(first, "api_key: plain\n");
        configuration.load("test", "again");
        assertThat(resolver.get("api_key")).isEqualTo(new Setting(Value.of("plain"), Source.FILE, Source.SECRET));
    }

    @Test
    void withoutACommandTheReferenceStays() throws IOException {
        Files.writeString(first, "api_key: ENC[k]\n");

        var loaded = configuration(Map.of()).load("test", "start");

        assertThat(get("api_key")).isEqualTo("ENC[k] from file");
        assertThat(loaded.problems()).extracting(Problem::kind).containsExactly(Kind.UNRESOLVED_SECRET);
    }

    @Test
    void aWatchedFileIsLoadedWhenItChanges() throws IOException {
        follows(new DirectoryWatch(Thread.ofVirtual().factory(), Duration.ofMillis(20)));
    }

    @Test
    void aPolledFileIsLoadedWhenItChanges() throws IOException {
        try (var scheduler = Executors.newSingleThreadScheduledExecutor()) {
            follows(new PollingFileWatch(scheduler, Duration.ofMillis(10)));
        }
    }

    private void follows(FileWatch watch) throws IOException {
        var configuration = configuration(Map.of());
        configuration.load("test", "start");
        var loads = new ConcurrentLinkedQueue<Replacement>();
        try (var _ = configuration.follow(watch, loads::add)) {
            Files.writeString(first, "log_level: warn\n");
            await().until(() -> get("log_level").equals("warn from file"));

            Files.writeString(first, "log_level: [\n");
            await().until(() -> loads.stream().anyMatch(load -> !load.problems().isEmpty()));
            assertThat(get("log_level")).isEqualTo("warn from file");

            var replacement = Files.writeString(directory.resolve("new"), "log_level: error\n");
            Files.move(replacement, first, StandardCopyOption.ATOMIC_MOVE);
            await().until(() -> get("log_level").equals("error from file"));

            var target = Files.createDirectory(directory.resolve("elsewhere")).resolve("target.yaml");
            Files.writeString(target, "log_level: trace\n");
            Files.delete(first);
            Files.createSymbolicLink(first, target);
            await().until(() -> get("log_level").equals("trace from file"));

            Files.writeString(target, "log_level: off\n");
            await().until(() -> get("log_level").equals("false from file"));
        }
    }

    private Configuration configuration(Map<String, String> environment) {
        return new Configuration(
                resolver,
                Settings.CAST,
                new ConfigFiles(List.of(first, second), new SettingsYaml(Settings.SCHEMA)),
                new EnvironmentSettings(Settings.SCHEMA, new JsonText()).read(environment),
                new SecretBackend(new JsonText(), executor));
    }

    private String get(String key) {
        var setting = resolver.get(key);
        return setting == null ? "nothing" : setting.value() + " from " + setting.source();
    }
}
