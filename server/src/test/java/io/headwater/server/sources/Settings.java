package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.feed.Feed;
import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Resolver;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Setting;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** The built-in schema, read once for all tests, and resolvers on it. */
final class Settings {
    static final Cast CAST = new Cast(new JsonText());
    static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    static final Schema SCHEMA = builtIn();

    private Settings() {}

    static Resolver resolver() {
        return new Resolver(SCHEMA, CAST, feed());
    }

    static Feed<String, Setting> feed() {
        return Feed.builder(CLOCK).build(_ -> 100);
    }

    private static Schema builtIn() {
        var read = new SchemaFiles(CAST).builtIn();
        assertThat(read.problems()).isEmpty();
        return read.schema();
    }
}
