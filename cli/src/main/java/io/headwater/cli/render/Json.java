package io.headwater.cli.render;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * JSON text to and from plain objects: maps, lists, strings, numbers, booleans, null. Numbers keep every digit.
 */
public final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().characterEscapes(new Unsteerable()).build();

    private Json() {}

    /** On several lines, for a person and for tools alike. */
    public static String pretty(@Nullable Object value) {
        return write(value, new ObjectWriteContext.Base() {
            @Override
            public PrettyPrinter getPrettyPrinter() {
                var printer = new DefaultPrettyPrinter();
                printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
                return printer;
            }
        });
    }

    /** On one line. */
    public static String compact(@Nullable Object value) {
        return write(value, ObjectWriteContext.empty());
    }

    /** What a JSON text says; the text itself when it is no JSON. */
    public static @Nullable Object parse(String json) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            var value = read(parser);
            return parser.nextToken() == null ? value : json;
        } catch (JacksonException e) {
            return json;
        }
    }

    /** A value as one shows it to a person: a string without its quotes, everything else as JSON on one line. */
    public static String plain(String json) {
        return parse(json) instanceof String text ? text : json;
    }

    private static @Nullable Object read(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, read(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield items;
            }
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> parser.getString();
        };
    }

    private static String write(@Nullable Object value, ObjectWriteContext context) {
        var text = new StringWriter();
        try (var generator = FACTORY.createGenerator(context, text)) {
            write(value, generator);
        }
        return text.toString();
    }

    private static void write(@Nullable Object value, JsonGenerator to) {
        switch (value) {
            case null -> to.writeNull();
            case Map<?, ?> fields -> {
                to.writeStartObject();
                fields.forEach((name, field) -> {
                    to.writeName(String.valueOf(name));
                    write(field, to);
                });
                to.writeEndObject();
            }
            case Iterable<?> items -> {
                to.writeStartArray();
                items.forEach(item -> write(item, to));
                to.writeEndArray();
            }
            case Boolean bool -> to.writeBoolean(bool);
            case Number number -> to.writeNumber(number.toString());
            default -> to.writeString(value.toString());
        }
    }

    /** The format asks to escape only some control characters; a terminal obeys more. */
    private static final class Unsteerable extends CharacterEscapes {
        private static final int[] ASCII = ascii();

        private static int[] ascii() {
            var escapes = standardAsciiEscapesForJSON();
            escapes[0x7F] = ESCAPE_STANDARD;
            return escapes;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return ASCII;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return Printable.steers(c) && !Character.isSurrogate((char) c)
                    ? new SerializedString(Printable.escape(c))
                    : null;
        }
    }
}
