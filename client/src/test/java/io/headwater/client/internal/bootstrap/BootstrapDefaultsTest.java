package io.headwater.client.internal.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Declaration;
import io.headwater.server.sources.JsonText;
import io.headwater.server.sources.SchemaFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BootstrapDefaultsTest {
    @Test
    void areThoseOfTheSchema() throws IOException {
        var schema = new SchemaFiles(new Cast(new JsonText())).require(null);
        // Two switches are newer than the schema, and one it knows by its older name.
        var expected = new HashMap<>(Map.of(BootstrapReader.IPC, "true", BootstrapReader.CONSUMER, "true"));
        for (var key : BootstrapReader.DEFAULTS.keySet()) {
            var declared = key.equals(BootstrapReader.REGISTRY) ? BootstrapReader.OLDER_REGISTRY : key;
            schema.find(declared)
                    .map(Declaration::byDefault)
                    .ifPresent(value -> expected.put(key, String.valueOf(value)));
        }

        assertThat(expected).hasSize(BootstrapReader.DEFAULTS.size());
        assertThat(BootstrapReader.DEFAULTS).isEqualTo(expected);
    }
}
