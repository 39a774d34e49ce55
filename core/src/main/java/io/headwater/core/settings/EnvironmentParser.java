package io.headwater.core.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the text of an environment variable is read, where its type alone does not say. Named as the schema names them. */
public enum EnvironmentParser {
    COMMA_SEPARATED {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            return list(text.split(",", -1));
        }
    },
    SPACE_SEPARATED {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            return words(text);
        }
    },
    JSON {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            return json.read(text);
        }
    },
    COMMA_AND_SPACE_SEPARATED {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            return words(text.replace(',', ' '));
        }
    },
    COMMA_THEN_SPACE_SEPARATED {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            return text.contains(",")
                    ? list(Arrays.stream(text.split(",", -1)).map(String::strip).toArray(String[]::new))
                    : words(text);
        }
    },
    CSV_COMMA_SEPARATED {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            return Optional.of(Value.of(LazyCsv.fields(text)));
        }
    },
    JSON_LIST_OR_COMMA_SEPARATED {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            return looksLikeList(text) ? json.read(text) : COMMA_SEPARATED.parse(text, json);
        }
    },
    JSON_LIST_OR_SPACE_SEPARATED {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            return looksLikeList(text) ? json.read(text) : SPACE_SEPARATED.parse(text, json);
        }
    },
    TRACES_SPAN {
        @Override
        public Optional<Value> parse(String text, JsonReader json) {
            var rates = new LinkedHashMap<String, Value>();
            for (var item : text.split(",", -1)) {
                int equals = item.indexOf('=');
                var rate = equals < 0 ? Optional.<Double>empty() : GoText.toReal(item.substring(equals + 1));
                if (rate.isEmpty()) {
                    return Optional.empty();
                }
                rates.put(item.substring(0, equals), Value.of(rate.get()));
            }
            return Optional.of(new Value.Mapping(rates));
        }
    };

    /** What the text says, or nothing when it is not in this format. */
    public abstract Optional<Value> parse(String text, JsonReader json);

    /** The schema's name for it. */
    public String schemaName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<EnvironmentParser> named(String schemaName) {
        return Arrays.stream(values())
                .filter(parser -> parser.schemaName().equals(schemaName))
                .findFirst();
    }

    private static boolean looksLikeList(String text) {
        return text.startsWith("[") && text.endsWith("]");
    }

    private static Optional<Value> list(String[] texts) {
        return Optional.of(Value.of(List.of(texts)));
    }

    private static Optional<Value> words(String text) {
        return Optional.of(Value.of(GoText.words(text)));
    }

    /** One line of comma-separated values in which a stray quote is only a character. */
    private static final class LazyCsv {
        private final String text;
        private int at;

        private LazyCsv(String text) {
            this.text = text;
        }

        static List<String> fields(String text) {
            int end = text.indexOf('\n');
            var csv = new LazyCsv(end < 0 ? text : text.substring(0, end));
            var fields = new ArrayList<String>();
            do {
                fields.add(csv.field());
            } while (csv.passes(','));
            return fields;
        }

        private String field() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (passes('"')) {
                return quoted();
            }
            int start = at;
            int comma = text.indexOf(',', at);
            at = comma < 0 ? text.length() : comma;
            return text.substring(start, at);
        }

        private String quoted() {
            var field = new StringBuilder();
            while (at < text.length()) {
                char next = text.charAt(at++);
                boolean ends = at == text.length() || text.charAt(at) == ',';
                if (next != '"') {
                    field.append(next);
                } else if (ends) {
                    return field.toString();
                } else {
                    // Twice is once; alone it stands for itself.
                    field.append('"');
                    passes('"');
                }
            }
            return field.toString();
        }

        private boolean passes(char expected) {
            if (at < text.length() && text.charAt(at) == expected) {
                at++;
                return true;
            }
            return false;
        }
    }
}
