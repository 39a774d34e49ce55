package io.headwater.server.sources;

import io.headwater.core.settings.Given;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Problem.Kind;
import io.headwater.core.settings.Resolver;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The layer of resolved secrets: for every setting whose value refers to secrets, that value with the secrets in place. A secret
 * that cannot be resolved any more keeps the value it last had. Belongs to one thread at a time.
 */
final class SecretLayer {
    private final SecretBackend backend;
    private final Map<String, String> lastKnown = new HashMap<>();

    SecretLayer(SecretBackend backend) {
        this.backend = backend;
    }

    /** The layer over settings that were resolved without it; adds what could not be resolved to {@code problems}. */
    Map<String, Given> over(Resolver resolved, List<Problem> problems) {
        var settings = resolved.feed().head();
        var handles = new TreeSet<String>();
        settings.forEach(entry -> SecretReference.collect(entry.value().value(), handles));
        var answer = backend.resolve(SecretOptions.of(settings), handles);
        lastKnown.putAll(answer.values());
        lastKnown.keySet().retainAll(handles);

        var layer = new LinkedHashMap<String, Given>();
        settings.forEach(entry -> {
            var value = entry.value().value();
            var place = resolved.explain(entry.key()).layers().getFirst().place();
            var filled = SecretReference.filled(value, lastKnown);
            if (!filled.equals(value)) {
                layer.put(entry.key(), new Given(filled, place));
            }
            var own = new TreeSet<String>();
            SecretReference.collect(value, own);
            own.forEach(handle -> {
                var failure = answer.failures().get(handle);
                if (failure != null) {
                    problems.add(unresolved(entry.key(), handle, place, failure));
                }
            });
        });
        return layer;
    }

    private Problem unresolved(String key, String handle, Place place, String failure) {
        var hint = lastKnown.containsKey(handle) ? failure + "; its last value stays" : failure;
        return new Problem(
                Kind.UNRESOLVED_SECRET, place, key, "ENC[" + handle + "]", "a handle that can be resolved", hint);
    }
}
