package io.headwater.core.settings;

import io.headwater.core.settings.Problem.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what of a source's words may enter its layer, and collects what is wrong with the rest. Belongs to one thread. */
final class Admission {
    /** So many unknown keys get a hint; searching for more would let a hostile file cost too much. */
    private static final int MOST_HINTS = 100;

    private final Schema schema;
    private final Cast cast;
    private final List<Problem> problems = new ArrayList<>();
    private int hints;

    Admission(Schema schema, Cast cast) {
        this.schema = schema;
        this.cast = cast;
    }

    List<Problem> problems() {
        return problems;
    }

    /** What a whole layer comes to: the values that may stand, under the keys as they are called today. */
    Map<String, Given> admit(Source source, Map<String, Given> entries) {
        var admitted = new HashMap<String, Given>();
        entries.forEach((key, given) -> {
            var declaration = schema.find(key).or(() -> schema.findRenamed(key)).orElse(null);
            if (given.value() instanceof Value.Nothing) {
                return;
            }
            if (declaration == null) {
                keepUnknown(source, Schema.normal(key), given, admitted);
                return;
            }
            boolean renamed = !declaration.key().equals(Schema.normal(key));
            if (renamed) {
                problems.add(new Problem(
                        Kind.RENAMED_KEY,
                        given.place(),
                        Schema.normal(key),
                        null,
                        declaration.key(),
                        "write it under its new name"));
            }
            if (renamed && isGiven(entries, declaration.key())) {
                return;
            }
            var value = cast(declaration, source, given);
            if (value != null) {
                admitted.put(declaration.key(), new Given(value, given.place()));
            }
        });
        return admitted;
    }

    /** The value as its declaration wants it; null and a problem when it may not stand. */
    @Nullable
    Value cast(Declaration declaration, Source source, Given given) {
        var value = cast.to(declaration.type(), given.value());
        if (value.isEmpty()) {
            refuse(
                    Kind.WRONG_TYPE,
                    declaration,
                    source,
                    given,
                    declaration.type().expected());
            return null;
        }
        for (var rule : declaration.rules()) {
            if (!rule.allows(value.get())) {
                refuse(Kind.NOT_ALLOWED, declaration, source, given, rule.expected());
                return null;
            }
        }
        return value.get();
    }

    /** Says that the key is no setting, naming the one that was probably meant. */
    void unknown(String key, Place place) {
        if (schema.isSection(key)) {
            problems.add(new Problem(
                    Kind.NOT_A_SETTING,
                    place,
                    key,
                    null,
                    "a setting",
                    "it groups settings; name one of those below it"));
            return;
        }
        var nearest = hints++ < MOST_HINTS ? schema.nearest(key).orElse(null) : null;
        problems.add(new Problem(
                Kind.UNKNOWN_KEY,
                place,
                key,
                null,
                "a declared setting",
                nearest == null ? null : "did you mean " + nearest + "?"));
    }

    private void keepUnknown(Source source, String key, Given given, Map<String, Given> admitted) {
        if (source != Source.SECRET) {
            unknown(key, given.place());
        }
        if (!schema.isSection(key)) {
            admitted.put(key, given);
        }
    }

    private static boolean isGiven(Map<String, Given> entries, String key) {
        var given = entries.get(key);
        return given != null && !(given.value() instanceof Value.Nothing);
    }

    private void refuse(Kind kind, Declaration declaration, Source source, Given given, String expected) {
        boolean hidden = declaration.sensitive() || source == Source.SECRET;
        var shown = hidden ? Problem.HIDDEN : Problem.shown(given.value());
        problems.add(new Problem(kind, given.place(), declaration.key(), shown, expected, null));
    }
}
