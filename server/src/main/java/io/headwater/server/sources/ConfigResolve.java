package io.headwater.server.sources;

import io.headwater.core.settings.Cast;
import io.headwater.core.settings.JsonReader;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says what files and an environment come to, without a server. Runs no secrets command: a reference to a secret stays one. */
public final class ConfigResolve {
    private final Schema schema;
    private final Cast cast;
    private final JsonReader json;

    public ConfigResolve(Schema schema, Cast cast, JsonReader json) {
        this.schema = schema;
        this.cast = cast;
        this.json = json;
    }

    /** What everything comes to, in the order of the keys, and what was wrong on the way. */
    public record Resolution(List<Resolved> settings, List<Problem> problems) {}

    /** One setting. What of it may be shown, a {@link Disclosure} says. */
    public record Resolved(String key, Value value, Source source) {}

    /** Resolves the files, the later one counting, under the environment. */
    public Resolution resolve(List<Path> files, Map<String, String> environment) {
        var read = new ConfigFiles(files, new SettingsYaml(schema)).read();
        var variables = new EnvironmentSettings(schema, json).read(environment);
        var entries = new HashMap<>(variables.entries());
        entries.put(Source.FILE, read.entries());
        var resolver = Preview.of(schema, cast);
        var problems = new ArrayList<>(read.problems());
        problems.addAll(variables.problems());
        problems.addAll(resolver.replace(entries, "resolve", "resolve").problems());

        var settings = new ArrayList<Resolved>();
        resolver.feed().head().forEach(entry -> {
            settings.add(new Resolved(
                    entry.key(), entry.value().value(), entry.value().source()));
        });
        return new Resolution(List.copyOf(settings), List.copyOf(problems));
    }
}
