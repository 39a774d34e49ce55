package io.headwater.core.settings;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a schema says of one setting.
 *
 * @param key dotted, lower-case
 * @param byDefault what holds when no source says anything; null for nothing
 * @param variables the environment variables that give it; the first with a value wins
 * @param parser how their text is read; null to read it as {@code type} asks for
 * @param sensitive never to be shown
 * @param formerNames keys that it had before; a value under one of them still counts
 * @param description what it is for; empty when the schema does not say
 */
public record Declaration(
        String key,
        Type type,
        @Nullable Value byDefault,
        List<String> variables,
        @Nullable EnvironmentParser parser,
        boolean sensitive,
        List<String> formerNames,
        List<Rule> rules,
        String description) {
    public Declaration {
        variables = List.copyOf(variables);
        formerNames = List.copyOf(formerNames);
        rules = List.copyOf(rules);
    }

    /** A setting that holds nothing until a source says something, given by its usual variable. */
    public static Declaration of(String key, Type type) {
        return new Declaration(key, type, null, List.of(usualVariable(key)), null, false, List.of(), List.of(), "");
    }

    Declaration withVariables(List<String> names) {
        return new Declaration(key, type, byDefault, names, parser, sensitive, formerNames, rules, description);
    }

    /** The variable that gives a setting unless its declaration names others. */
    public static String usualVariable(String key) {
        return "DD_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
