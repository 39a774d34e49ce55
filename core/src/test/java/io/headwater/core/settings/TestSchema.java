package io.headwater.core.settings;

import io.headwater.core.feed.Feed;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small schema, and a JSON reader that knows just the texts of these tests. */
final class TestSchema {
    static final JsonReader JSON = text -> Optional.ofNullable(Map.<String, Value>of(
                    "[\"a b\",\"c\"]", Value.of(List.of("a b", "c")),
                    "{\"a\":\"b\"}", new Value.Mapping(Map.of("a", Value.of("b"))),
                    "{\"a\":1}", new Value.Mapping(Map.of("a", Value.of(1L))))
            .get(text));
    static final Cast CAST = new Cast(JSON);

    static final Schema SCHEMA = new Schema(List.of(
            declared("log_level", Type.STRING, Value.of("info")),
            declared("log_file_max_rolls", Type.INTEGER, Value.of(1L)),
            declared("apm_config.enabled", Type.BOOLEAN, Value.of(true)),
            declared("tags", Type.STRINGS, Value.of(List.of())),
            new Declaration(
                    "api_key",
                    Type.STRING,
                    Value.of(""),
                    List.of("DD_API_KEY"),
                    null,
                    true,
                    List.of(),
                    List.of(Rule.minLength(3)),
                    ""),
            new Declaration(
                    "cmd_host",
                    Type.STRING,
                    Value.of("localhost"),
                    List.of("DD_CMD_HOST"),
                    null,
                    false,
                    List.of("ipc_address"),
                    List.of(Rule.maxLength(20)),
                    ""),
            Declaration.of("apm_config.receiver_port", Type.ANY)));

    private TestSchema() {}

    static Declaration declared(String key, Type type, Value byDefault) {
        return new Declaration(
                key, type, byDefault, List.of(Declaration.usualVariable(key)), null, false, List.of(), List.of(), "");
    }

    static Resolver resolver() {
        return new Resolver(
                SCHEMA,
                CAST,
                Feed.builder(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).build(_ -> 1));
    }
}
