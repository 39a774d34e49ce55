package io.headwater.server.sources;

import io.headwater.core.settings.JsonReader;
import io.headwater.core.settings.Value;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes {@link Value}s as JSON text. Reads to a bounded depth; of a name that stands twice in an object the last
 * counts. What JSON has no number for is written as a text.
 */
public final class JsonText implements JsonReader {
    private static final JsonFactory WRITER = new JsonFactory();

    private final JsonFactory factory;

    public JsonText() {
        this(YamlTree.DEEPEST);
    }

    JsonText(int deepest) {
        this.factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(deepest).build())
                .build();
    }

    @Override
    public Optional<Value> read(String text) {
        try (var parser = factory.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return Optional.empty();
            }
            var value = value(parser);
            return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** The value as JSON. It hides nothing. */
    public static String of(Value value) {
        var text = new StringWriter();
        try (var json = WRITER.createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Value value) {
        switch (value) {
            case Value.Nothing() -> json.writeNull();
            case Value.Bool(var bool) -> json.writeBoolean(bool);
            case Value.Whole(var whole) -> json.writeNumber(whole);
            case Value.Real(var real) -> {
                if (Double.isFinite(real)) {
                    json.writeNumber(real);
                } else {
                    json.writeString(value.toString());
                }
            }
            case Value.Text(var text) -> json.writeString(text);
            case Value.Items(var values) -> {
                json.writeStartArray();
                values.forEach(each -> write(json, each));
                json.writeEndArray();
            }
            case Value.Mapping(var fields) -> {
                json.writeStartObject();
                fields.forEach((name, each) -> {
                    json.writeName(name);
                    write(json, each);
                });
                json.writeEndObject();
            }
        }
    }

    private static Value value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser);
            case START_ARRAY -> items(parser);
            case VALUE_STRING -> Value.of(parser.getString());
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> Value.of(parser.getDoubleValue());
            case VALUE_TRUE -> Value.of(true);
            case VALUE_FALSE -> Value.of(false);
            case VALUE_NULL -> Value.NOTHING;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException(
                        "token: " + parser.currentToken() + " (expected: the start of a value)");
        };
    }

    private static Value whole(JsonParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> Value.of(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Value.of(parser.getDoubleValue());
        };
    }

    private static Value mapping(JsonParser parser) {
        var fields = new LinkedHashMap<String, Value>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new Value.Mapping(fields);
    }

    private static Value items(JsonParser parser) {
        var values = new ArrayList<Value>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return new Value.Items(values);
    }
}
