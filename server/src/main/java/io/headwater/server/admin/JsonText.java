package io.headwater.server.admin;

import io.headwater.core.settings.Value;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Settings' values as JSON text. What JSON has no number for is written as a text. */
final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonText() {}

    static String of(Value value) {
        var text = new StringWriter();
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
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
}
