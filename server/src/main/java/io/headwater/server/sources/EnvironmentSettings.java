package io.headwater.server.sources;

import io.headwater.core.settings.Declaration;
import io.headwater.core.settings.EnvironmentParser;
import io.headwater.core.settings.Given;
import io.headwater.core.settings.JsonReader;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Problem.Kind;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Spelling;
import io.headwater.core.settings.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads the settings that environment variables give. An empty variable counts as one that is not there. */
public final class EnvironmentSettings {
    private static final String PREFIX = "DD_";

    /** Variables outside the schema, each beside those that stand in for it. */
    private static final Map<String, List<String>> PROXY = Map.of(
            "proxy.http", List.of("DD_PROXY_HTTP", "HTTP_PROXY", "http_proxy"),
            "proxy.https", List.of("DD_PROXY_HTTPS", "HTTPS_PROXY", "https_proxy"),
            "proxy.no_proxy", List.of("DD_PROXY_NO_PROXY", "NO_PROXY", "no_proxy"));

    /** So many unknown variables get a hint. */
    private static final int MOST_HINTS = 100;

    private final Schema schema;
    private final JsonReader json;

    public EnvironmentSettings(Schema schema, JsonReader json) {
        this.schema = schema;
        this.json = json;
    }

    /**
     * What an environment says.
     *
     * @param entries its values by key, in each of the layers that they belong to
     */
    public record Read(Map<Source, Map<String, Given>> entries, List<Problem> problems) {}

    /** Reads what {@code environment} says at this moment. */
    public Read read(Map<String, String> environment) {
        var problems = new ArrayList<Problem>();
        var known = new HashSet<String>();
        var settings = new LinkedHashMap<String, Given>();
        for (var declaration : schema.declarations()) {
            known.addAll(variables(declaration).toList());
            first(environment, variables(declaration).toList())
                    .ifPresent(name -> settings.put(
                            declaration.key(), given(declaration, name, environment.getOrDefault(name, ""), problems)));
        }
        var proxies = new LinkedHashMap<String, Given>();
        PROXY.forEach((key, names) -> {
            known.addAll(names);
            first(environment, names)
                    .ifPresent(name -> proxies.put(key, proxy(key, name, environment.getOrDefault(name, ""))));
        });
        unknown(environment, known, problems);
        return new Read(
                Map.of(Source.ENVIRONMENT_VARIABLE, settings, Source.CONFIG_POST_INIT, proxies), List.copyOf(problems));
    }

    /** Those of its own names first, then those of its former ones. */
    private static Stream<String> variables(Declaration declaration) {
        return Stream.concat(
                declaration.variables().stream(),
                declaration.formerNames().stream().map(Declaration::usualVariable));
    }

    private static Optional<String> first(Map<String, String> environment, List<String> names) {
        return names.stream()
                .filter(name -> !environment.getOrDefault(name, "").isEmpty())
                .findFirst();
    }

    private Given given(Declaration declaration, String name, String text, List<Problem> problems) {
        var place = new Place.InVariable(name);
        if (!declaration.variables().contains(name)) {
            problems.add(new Problem(
                    Kind.RENAMED_KEY,
                    place,
                    null,
                    null,
                    String.join(" or ", declaration.variables()),
                    "write it under its new name"));
        }
        var parser = declaration.parser();
        if (parser == null) {
            return new Given(Value.of(text), place);
        }
        var value =
                parser.parse(text, json).filter(read -> read instanceof Value.Items || read instanceof Value.Mapping);
        if (value.isEmpty()) {
            var shown = declaration.sensitive() ? Problem.HIDDEN : Problem.shown(Value.of(text));
            problems.add(new Problem(
                    Kind.UNPARSED,
                    place,
                    declaration.key(),
                    shown,
                    expected(parser),
                    "as for the agent, it counts as empty"));
        }
        return new Given(value.orElse(emptyFor(declaration)), place);
    }

    private static Value emptyFor(Declaration declaration) {
        boolean isMapping = declaration.parser() == EnvironmentParser.TRACES_SPAN
                || declaration.byDefault() instanceof Value.Mapping;
        return isMapping ? new Value.Mapping(Map.of()) : new Value.Items(List.of());
    }

    private static String expected(EnvironmentParser parser) {
        return switch (parser) {
            case JSON, JSON_LIST_OR_COMMA_SEPARATED, JSON_LIST_OR_SPACE_SEPARATED -> "JSON";
            case TRACES_SPAN -> "service|operation=rate, separated by commas";
            case COMMA_SEPARATED, COMMA_THEN_SPACE_SEPARATED, CSV_COMMA_SEPARATED -> "values separated by commas";
            case SPACE_SEPARATED, COMMA_AND_SPACE_SEPARATED -> "values separated by spaces";
        };
    }

    private static Given proxy(String key, String name, String text) {
        var value = key.equals("proxy.no_proxy")
                ? Value.of(Stream.of(text.split("[,\\s]+"))
                        .filter(host -> !host.isEmpty())
                        .toList())
                : Value.of(text);
        return new Given(value, new Place.InVariable(name));
    }

    private static void unknown(Map<String, String> environment, Set<String> known, List<Problem> problems) {
        int hints = 0;
        for (var name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(PREFIX) && !known.contains(name)) {
                var nearest = hints++ < MOST_HINTS ? Spelling.nearest(name, known) : Optional.<String>empty();
                problems.add(new Problem(
                        Kind.UNKNOWN_VARIABLE,
                        new Place.InVariable(name),
                        null,
                        null,
                        "a variable of the schema",
                        nearest.map(other -> "did you mean " + other + "?").orElse(null)));
            }
        }
    }
}
