package io.headwater.core.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every declared setting, and the sections that group them. Immutable; lookups ignore case. */
public final class Schema {
    private final SortedMap<String, Declaration> declarations;
    private final Set<String> sections = new HashSet<>();
    private final Map<String, Declaration> byFormerName = new HashMap<>();

    /** Where two declarations have the same key, the first counts. */
    public Schema(Collection<Declaration> declarations) {
        var byKey = new TreeMap<String, Declaration>();
        declarations.forEach(declaration -> byKey.putIfAbsent(declaration.key(), declaration));
        this.declarations = Collections.unmodifiableSortedMap(byKey);
        for (var declaration : byKey.values()) {
            for (int dot = declaration.key().indexOf('.');
                    dot >= 0;
                    dot = declaration.key().indexOf('.', dot + 1)) {
                sections.add(declaration.key().substring(0, dot));
            }
            for (var name : declaration.formerNames()) {
                if (!byKey.containsKey(name)) {
                    byFormerName.put(name, declaration);
                }
            }
        }
    }

    /** The spelling under which a key is kept. */
    public static String normal(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    /** All declarations in the order of their keys. */
    public Collection<Declaration> declarations() {
        return declarations.values();
    }

    public Optional<Declaration> find(String key) {
        return Optional.ofNullable(declarations.get(normal(key)));
    }

    /** The declaration that has this key as a former name, where no other has it as its own. */
    public Optional<Declaration> findRenamed(String key) {
        return Optional.ofNullable(byFormerName.get(normal(key)));
    }

    /** Whether the key groups settings. */
    public boolean isSection(String key) {
        return sections.contains(normal(key));
    }

    /** The declared key that a mistyped one most likely means; nothing when none is close. Costs a pass over the schema. */
    public Optional<String> nearest(String key) {
        return Spelling.nearest(normal(key), declarations.keySet());
    }

    /**
     * This schema, and those of the given declarations whose keys it does not have yet. A variable that already gives a setting
     * goes on giving that one alone.
     */
    public Schema and(Collection<Declaration> more) {
        var all = new ArrayList<>(declarations.values());
        var taken = new HashSet<String>();
        all.forEach(declaration -> taken.addAll(declaration.variables()));
        for (var declaration : more) {
            if (find(declaration.key()).isEmpty()) {
                var free = declaration.variables().stream().filter(taken::add).toList();
                all.add(declaration.withVariables(free));
            }
        }
        return new Schema(all);
    }
}
