package io.headwater.server.sources;

import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Declaration;
import io.headwater.core.settings.EnvironmentParser;
import io.headwater.core.settings.Rule;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Type;
import io.headwater.core.settings.Value;
import io.headwater.core.settings.Value.Items;
import io.headwater.core.settings.Value.Mapping;
import io.headwater.core.settings.Value.Text;
import io.headwater.core.settings.Value.Whole;
import io.headwater.server.sources.YamlTree.Branch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** One setting of a schema file: its keywords, as the declaration that they make. */
final class SettingNode {
    /** Where the agent is installed on Linux, by the names that defaults use. */
    private static final Map<String, String> PATHS = Map.of(
            "${conf_path}", "/etc/datadog-agent",
            "${install_path}", "/opt/datadog-agent",
            "${run_path}", "/opt/datadog-agent/run",
            "${log_path}", "/var/log/datadog");

    private final Map<String, Value> keywords;
    private String wrong = "";
    private String expected = "";

    SettingNode(Branch node) {
        this.keywords = ((Mapping) node.value()).fields();
    }

    /** What was found wrong by {@link #declaration}. */
    String wrong() {
        return wrong;
    }

    String expected() {
        return expected;
    }

    /** The declaration, or null when a keyword does not make sense. */
    @Nullable
    Declaration declaration(String key, Cast cast) {
        var tags = texts("tags");
        var raw = byDefault();
        // Without a default there is nothing that the agent could cast to.
        var type = raw == null ? Type.ANY : type(tags);
        var byDefault = raw == null ? Optional.<Value>empty() : cast.to(type, withPaths(raw));
        if (raw != null && byDefault.isEmpty()) {
            return refused("default: " + raw, type.expected());
        }
        var parserName = text("env_parser");
        var parser =
                parserName == null ? null : EnvironmentParser.named(parserName).orElse(null);
        if (parserName != null && parser == null) {
            return refused("env_parser: " + parserName, "a parser that this version knows");
        }
        var rules = new ArrayList<Rule>();
        if (!rules(rules)) {
            return null;
        }
        return new Declaration(
                key,
                type,
                byDefault.orElse(null),
                variables(key, tags),
                parser,
                Value.of(true).equals(keywords.get("sensitive")),
                texts("renamed_from").stream().map(Schema::normal).toList(),
                rules,
                Optional.ofNullable(text("description")).orElse(""));
    }

    private @Nullable Declaration refused(String found, String instead) {
        wrong = found;
        expected = instead;
        return null;
    }

    private @Nullable Value byDefault() {
        var platforms = keywords.get("platform_default");
        var value = platforms instanceof Mapping(var byPlatform)
                ? byPlatform.getOrDefault("linux", byPlatform.getOrDefault("other", Value.NOTHING))
                : keywords.get("default");
        return value instanceof Value.Nothing ? null : value;
    }

    private Type type(List<String> tags) {
        return switch (Optional.ofNullable(text("type")).orElse("")) {
            case "boolean" -> Type.BOOLEAN;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "string" ->
                "duration".equals(text("format")) || tags.contains("golang_type:duration")
                        ? Type.DURATION
                        : Type.STRING;
            case "array" -> listType();
            case "object" -> mappingType();
            default -> Type.ANY;
        };
    }

    private Type listType() {
        return switch (typeOf("items")) {
            case "string" -> Type.STRINGS;
            case "integer" -> Type.INTEGERS;
            default -> Type.LIST;
        };
    }

    private Type mappingType() {
        return switch (typeOf("additionalProperties")) {
            case "string" -> Type.MAP_OF_STRINGS;
            case "number" -> Type.MAP_OF_NUMBERS;
            case "array" -> Type.MAP_OF_STRING_LISTS;
            default -> Type.MAPPING;
        };
    }

    private String typeOf(String keyword) {
        return keywords.get(keyword) instanceof Mapping(var fields) && fields.get("type") instanceof Text(var type)
                ? type
                : "";
    }

    private List<String> variables(String key, List<String> tags) {
        if (tags.contains("no-env")) {
            return List.of();
        }
        var named = texts("env_vars");
        return named.isEmpty()
                ? List.of(Declaration.usualVariable(key))
                : named.stream().distinct().toList();
    }

    private boolean rules(List<Rule> rules) {
        if (keywords.get("enum") instanceof Items(var allowed)) {
            rules.add(Rule.oneOf(allowed));
        }
        number("minimum").map(Rule::minimum).ifPresent(rules::add);
        number("maximum").map(Rule::maximum).ifPresent(rules::add);
        count("minLength").map(Rule::minLength).ifPresent(rules::add);
        count("maxLength").map(Rule::maxLength).ifPresent(rules::add);
        count("minItems").map(Rule::minItems).ifPresent(rules::add);
        count("maxItems").map(Rule::maxItems).ifPresent(rules::add);
        if (Value.of(true).equals(keywords.get("uniqueItems"))) {
            rules.add(Rule.uniqueItems());
        }
        if (!texts("required").isEmpty()) {
            rules.add(Rule.required(texts("required")));
        }
        var pattern = text("pattern");
        if (pattern != null) {
            try {
                rules.add(Rule.pattern(Pattern.compile(pattern)));
            } catch (PatternSyntaxException _) {
                refused("pattern: " + pattern, "a regular expression");
                return false;
            }
        }
        return true;
    }

    private Optional<Double> number(String keyword) {
        var value = keywords.get(keyword);
        if (value instanceof Whole(var number)) {
            return Optional.of((double) number);
        }
        return value instanceof Value.Real(var number) ? Optional.of(number) : Optional.empty();
    }

    private Optional<Long> count(String keyword) {
        return keywords.get(keyword) instanceof Whole(var number) ? Optional.of(number) : Optional.empty();
    }

    private @Nullable String text(String keyword) {
        return keywords.get(keyword) instanceof Text(var text) ? text : null;
    }

    /** The texts of a list, or the one text that stands in its place. */
    private List<String> texts(String keyword) {
        var value = keywords.get(keyword);
        if (value instanceof Text(var text)) {
            return List.of(text);
        }
        return value instanceof Items(var items)
                ? items.stream().map(Value::toString).toList()
                : List.of();
    }

    private static Value withPaths(Value value) {
        return switch (value) {
            case Text(var text)
            when text.contains("${") -> {
                var filled = text;
                for (var path : PATHS.entrySet()) {
                    filled = filled.replace(path.getKey(), path.getValue());
                }
                yield Value.of(filled);
            }
            case Items(var items) ->
                new Items(items.stream().map(SettingNode::withPaths).toList());
            case Mapping(var fields) -> {
                var filled = new LinkedHashMap<String, Value>();
                fields.forEach((name, each) -> filled.put(name, withPaths(each)));
                yield new Mapping(filled);
            }
            case Value.Nothing _, Value.Bool _, Whole _, Value.Real _, Text _ -> value;
        };
    }
}
