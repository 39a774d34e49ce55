package io.headwater.server.sources;

import io.headwater.core.feed.Feed.Subscription;
import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Given;
import io.headwater.core.settings.Replacement;
import io.headwater.core.settings.Resolver;
import io.headwater.core.settings.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a server is configured with from outside: files, the environment as it was at the start, and the secrets that they refer
 * to. Each load makes the layers {@code file}, {@code environment-variable}, {@code config-post-init} and {@code secret} say
 * what they say now, as one change set.
 *
 * <p>Safe from any thread; one load at a time.
 */
public final class Configuration {
    private final Resolver resolver;
    private final Cast cast;
    private final ConfigFiles files;
    private final EnvironmentSettings.Read environment;
    private final SecretLayer secrets;

    public Configuration(
            Resolver resolver,
            Cast cast,
            ConfigFiles files,
            EnvironmentSettings.Read environment,
            SecretBackend backend) {
        this.resolver = resolver;
        this.cast = cast;
        this.files = files;
        this.environment = environment;
        this.secrets = new SecretLayer(backend);
    }

    /** Reads everything and resolves it. Never throws: what is broken is a problem of the result. */
    public synchronized Replacement load(String author, String reason) {
        var read = files.read();
        var problems = new ArrayList<>(read.problems());
        problems.addAll(environment.problems());
        var layers = new EnumMap<Source, Map<String, Given>>(environment.entries());
        layers.put(Source.FILE, read.entries());

        var preview = Preview.of(resolver.schema(), cast);
        preview.replace(layers, author, reason);
        layers.put(Source.SECRET, secrets.over(preview, problems));

        var replaced = resolver.replace(layers, author, reason);
        problems.addAll(replaced.problems());
        return new Replacement(replaced.revision(), replaced.changed(), problems);
    }

    /** Loads when a file's content is not what it was; nothing otherwise. */
    public synchronized Optional<Replacement> loadIfChanged(String author, String reason) {
        return files.haveChanged() ? Optional.of(load(author, reason)) : Optional.empty();
    }

    /**
     * Loads whenever a file changes, from now on.
     *
     * @param loaded is told of every load
     */
    public Subscription follow(FileWatch watch, Consumer<Replacement> loaded) {
        return watch.watch(
                files.files(),
                () -> loadIfChanged("file watch", "a configuration file changed")
                        .ifPresent(loaded));
    }

    /** The files, in order. */
    public List<Path> files() {
        return files.files();
    }
}
