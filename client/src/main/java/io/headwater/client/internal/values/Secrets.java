package io.headwater.client.internal.values;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which settings must never be shown or kept on disk. */
public final class Secrets {
    private static final String SOURCE = "secret";

    /** A name that ends so, at the beginning of a word, says that it holds a secret. */
    private static final Pattern NAMED =
            Pattern.compile("(?:.*[_-])?(?:passwords?|passwd|passphrase|pwd|tokens?|secrets?"
                    + "|credentials?|community[_-]strings?|bearer|authorization|connection[_-]string|dsn|apikeys?|appkeys?"
                    + "|(?:api|app|application|private|secret|access|auth|ssh|encryption|signing|shared|license)[_-]keys?"
                    // What it holds is URLs with the API keys for each.
                    + "|additional[_-]endpoints)");

    private static final Pattern KEY = Pattern.compile("(?:(?:.*[_-])?([^_-]+)[_-])?key");

    /** A key of these kinds names or finds something and opens nothing. */
    private static final Set<String> OPEN_KEYS = Set.of(
            "annotation",
            "cache",
            "foreign",
            "group",
            "label",
            "map",
            "partition",
            "primary",
            "public",
            "routing",
            "sort",
            "tag");

    /** {@code http://user:password@host}. */
    private static final Pattern LOGIN_IN_URL = Pattern.compile("://[^/\\s:@]*:[^/\\s@]+@");

    private Secrets() {}

    /** By its source, or by what its key says it is: a password, a token, an API key. Errs on the side of hiding. */
    public static boolean isSecret(String key, String source) {
        return source.equals(SOURCE) || isSecretName(key);
    }

    /** Whether a secret stands inside the value: a login in a URL, or a map's entry whose name says so. */
    public static boolean isInside(@Nullable Object value) {
        if (value instanceof String text) {
            return LOGIN_IN_URL.matcher(text).find();
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(Secrets::isInside);
        }
        return value instanceof Map<?, ?> map
                && map.entrySet().stream()
                        .anyMatch(entry -> isSecretName(String.valueOf(entry.getKey())) || isInside(entry.getValue()));
    }

    private static boolean isSecretName(String key) {
        var segments = key.split("\\.", -1);
        for (var segment : segments) {
            if (NAMED.matcher(segment).matches()) {
                return true;
            }
        }
        var last = KEY.matcher(segments[segments.length - 1]);
        return last.matches() && (last.group(1) == null || !OPEN_KEYS.contains(last.group(1)));
    }
}
