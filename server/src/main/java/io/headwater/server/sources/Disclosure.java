package io.headwater.server.sources;

import io.headwater.core.settings.Declaration;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;

/** Which values may be shown: those the schema calls sensitive and those that hold a resolved secret may not, ever. */
public final class Disclosure {
    private static final String HIDDEN = "\"********\"";

    private final Schema schema;

    public Disclosure(Schema schema) {
        this.schema = schema;
    }

    /** Whether the value is withheld. An empty one, or a mere reference to a secret, gives nothing away. */
    public boolean hides(String key, Value value, Source source) {
        return isSensitive(key, source) && !value.equals(Value.of("")) && !SecretReference.isOne(value);
    }

    /** The value as JSON text, or asterisks in its place. */
    public String json(String key, Value value, Source source) {
        return hides(key, value, source) ? HIDDEN : JsonText.of(value);
    }

    private boolean isSensitive(String key, Source source) {
        return source == Source.SECRET
                || schema.find(key).map(Declaration::sensitive).orElse(false);
    }
}
