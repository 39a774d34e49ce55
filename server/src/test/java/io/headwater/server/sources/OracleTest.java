package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.feed.Entry;
import io.headwater.core.settings.Declaration;
import io.headwater.core.settings.Outcome;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Resolver;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Setting;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Type;
import io.headwater.core.settings.Value;
import io.headwater.core.settings.Value.Items;
import io.headwater.core.settings.Value.Mapping;
import io.headwater.core.settings.Value.Text;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What this resolver makes of input, beside what was recorded of a real agent's resolver library. */
class OracleTest {
    private static final JsonText JSON = new JsonText();

    @Test
    void everyDeclaredDefaultIsTheAgents() {
        var resolver = Settings.resolver();
        var recorded = lines("defaults.jsonl");
        var softly = new SoftAssertions();
        for (var line : recorded) {
            var key = text(line, "key");
            var setting = resolver.get(key);
            var expected = line.getOrDefault("value", Value.NOTHING);
            if (expected instanceof Value.Nothing) {
                softly.assertThat(setting).as(key).isNull();
            } else {
                softly.assertThat(setting == null ? "nothing" : difference(expected, setting.value()))
                        .as(key)
                        .isNull();
                softly.assertThat(setting == null ? null : setting.source())
                        .as(key)
                        .isEqualTo(Source.DEFAULT);
            }
            softly.assertThat(resolver.schema().find(key)).as(key).isPresent();
        }
        softly.assertAll();
        assertThat(recorded).hasSizeGreaterThan(1_700);
        System.out.println("oracle: " + recorded.size() + " defaults compared");
    }

    @Test
    void everyRecordedCaseResolvesAsTheAgentDoes() {
        var cases = lines("resolver.jsonl").stream().map(Case::new).toList();
        var softly = new SoftAssertions();
        var counts = new Counts();
        cases.forEach(each -> each.compare(softly, counts));
        softly.assertAll();
        assertThat(cases).hasSize(500);
        System.out.println("oracle: " + cases.size() + " cases with " + counts.steps + " steps and " + counts.settings
                + " effective settings compared, " + counts.refused + " refused layers, " + counts.documents
                + " refused documents");
    }

    @Test
    void theProductionFileResolvesAsTheAgentDoes() {
        var resolver = Settings.resolver();
        var read = new SettingsYaml(resolver.schema()).read("datadog.yaml", resource("datadog.yaml"));
        var replacement = resolver.replace(Source.FILE, read.entries(), "test", "start");
        var expected = fields(JSON.read(new String(resource("datadog.expected.json"), StandardCharsets.UTF_8))
                .orElseThrow());

        assertThat(read.problems()).isEmpty();
        assertThat(replacement.problems()).isEmpty();
        var effective = new HashMap<String, Setting>();
        resolver.feed().head().forEach(entry -> effective.put(entry.key(), entry.value()));
        effective.values().removeIf(setting -> setting.source() == Source.DEFAULT);
        assertThat(effective).hasSameSizeAs(expected);
        expected.forEach((key, each) -> {
            var setting = Objects.requireNonNull(resolver.get(key), key);
            assertThat(difference(fields(each).get("value"), setting.value()))
                    .as(key)
                    .isNull();
            assertThat(setting.source().wireName()).as(key).isEqualTo(text(fields(each), "source"));
        });
    }

    private static final class Counts {
        private int steps;
        private int settings;
        private int refused;
        private int documents;
    }

    /** One recorded case. */
    private static final class Case {
        private final Map<String, Value> recorded;
        private final String name;
        private final Map<String, Value> uncastable;
        private final Set<String> refused = new HashSet<>();
        private final Resolver resolver = Settings.resolver();

        Case(Map<String, Value> recorded) {
            this.recorded = recorded;
            this.name = text(recorded, "name");
            this.uncastable = fields(recorded.getOrDefault("uncastable", new Mapping(Map.of())));
        }

        void compare(SoftAssertions softly, Counts counts) {
            start(softly, counts);
            var ops = items(recorded.get("ops"));
            var steps = items(recorded.get("steps"));
            for (int i = 0; i < ops.size(); i++) {
                var key = apply(fields(ops.get(i)));
                if (!uncastable.containsKey(key)) {
                    compare(softly, name + ", step " + (i + 1), key, fields(steps.get(i)));
                }
                counts.steps++;
            }
            var effective = fields(recorded.get("effective"));
            effective.forEach((key, expected) -> {
                if (!uncastable.containsKey(key)) {
                    compare(softly, name, key, fields(expected));
                    counts.settings++;
                }
            });
            resolver.feed().head().forEach(entry -> expectAmong(softly, entry, effective));
            uncastable.forEach((key, layers) -> items(layers).forEach(layer -> {
                softly.assertThat(refused).as(name).contains(key + " from " + layer);
                counts.refused++;
            }));
        }

        private void start(SoftAssertions softly, Counts counts) {
            var yaml = recorded.getOrDefault("yaml", Value.of("")).toString().getBytes(StandardCharsets.UTF_8);
            var file = new SettingsYaml(resolver.schema()).read("datadog.yaml", yaml);
            softly.assertThat(file.isBroken()).as(name).isEqualTo(recorded.containsKey("error"));
            if (file.isBroken()) {
                softly.assertThat(file.problems()).as(name).isNotEmpty();
                counts.documents++;
            }
            var variables = fields(recorded.getOrDefault("env", new Mapping(Map.of()))).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().toString()));
            var environment = new EnvironmentSettings(resolver.schema(), JSON).read(variables);
            var entries = new HashMap<>(environment.entries());
            entries.put(Source.FILE, file.entries());
            resolver.replace(entries, "test", "start").problems().forEach(this::note);
        }

        private void note(Problem problem) {
            if (problem.kind() == Problem.Kind.WRONG_TYPE) {
                var source = problem.place() instanceof Place.InFile ? Source.FILE : Source.ENVIRONMENT_VARIABLE;
                refused.add(problem.key() + " from " + source);
            }
        }

        private String apply(Map<String, Value> op) {
            var key = text(op, "key");
            var source = Source.named(text(op, "source")).orElseThrow();
            var outcome = text(op, "op").equals("set")
                    ? resolver.set(key, op.getOrDefault("value", Value.NOTHING), source, "test", "case")
                    : resolver.unset(key, source, "test", "case");
            var normal = Schema.normal(key);
            if (outcome instanceof Outcome.Refused) {
                refused.add(normal + " from " + source);
            }
            return normal;
        }

        private void compare(SoftAssertions softly, String what, String key, Map<String, Value> expected) {
            var setting = resolver.get(key);
            if (setting == null) {
                softly.assertThat(expected.get("value")).as(what + ": " + key).isEqualTo(Value.NOTHING);
                return;
            }
            var value = expected.getOrDefault("value", Value.NOTHING);
            softly.assertThat(setting.source().wireName()).as(what + ": " + key).isEqualTo(text(expected, "source"));
            softly.assertThat(difference(asObject(key, value, setting), setting.value()))
                    .as(what + ": " + key)
                    .isNull();
        }

        /** Rule 3: the text of an object is the object. */
        private Value asObject(String key, Value expected, Setting setting) {
            var type = resolver.schema().find(key).map(Declaration::type).orElse(Type.ANY);
            boolean isMapping = switch (type) {
                case MAPPING, MAP_OF_STRINGS, MAP_OF_NUMBERS, MAP_OF_STRING_LISTS -> true;
                case BOOLEAN, INTEGER, NUMBER, STRING, DURATION, STRINGS, INTEGERS, LIST, ANY -> false;
            };
            return isMapping && setting.source() == Source.ENVIRONMENT_VARIABLE && expected instanceof Text(var text)
                    ? JSON.read(text).orElseThrow()
                    : expected;
        }

        private void expectAmong(SoftAssertions softly, Entry<String, Setting> entry, Map<String, Value> effective) {
            if (entry.value().source() != Source.DEFAULT && !uncastable.containsKey(entry.key())) {
                softly.assertThat(effective).as(name).containsKey(entry.key());
            }
        }
    }

    /** How two values differ, numbers by value; null when they do not. */
    private static @Nullable String difference(@Nullable Value expected, Value actual) {
        return same(expected, actual) ? null : "expected " + expected + " but was " + actual;
    }

    private static boolean same(@Nullable Value expected, Value actual) {
        return switch (expected) {
            case Value.Whole(var number) when actual instanceof Value.Real(var real) -> number == real;
            case Value.Real(var number) when actual instanceof Value.Whole(var whole) -> number == whole;
            // JSON has no infinity, so the recording holds its name.
            case Text(var text)
            when actual instanceof Value.Real(var real) && Double.isInfinite(real) -> text.equals(actual.toString());
            case Items(var items)
            when actual instanceof Items(var others) -> items.size() == others.size() && pairs(items, others);
            case Mapping(var fields)
            when actual instanceof Mapping(var others) ->
                fields.keySet().equals(others.keySet())
                        && pairs(
                                new ArrayList<>(fields.values()),
                                fields.keySet().stream().map(others::get).toList());
            case null -> false;
            default -> expected.equals(actual);
        };
    }

    private static boolean pairs(List<Value> expected, List<Value> actual) {
        for (int i = 0; i < expected.size(); i++) {
            if (!same(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String text(Map<String, Value> fields, String name) {
        return fields.getOrDefault(name, Value.of("")).toString();
    }

    private static Map<String, Value> fields(@Nullable Value value) {
        return value instanceof Mapping(var fields) ? fields : Map.of();
    }

    private static List<Value> items(@Nullable Value value) {
        return value instanceof Items(var items) ? items : List.of();
    }

    private static List<Map<String, Value>> lines(String name) {
        try (var reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(OracleTest.class.getResourceAsStream(name)), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> fields(JSON.read(line).orElseThrow()))
                    .toList();
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static byte[] resource(String name) {
        try (var stream = Objects.requireNonNull(OracleTest.class.getResourceAsStream(name))) {
            return stream.readAllBytes();
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }
}
