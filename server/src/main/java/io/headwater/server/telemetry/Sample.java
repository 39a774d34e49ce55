package io.headwater.server.telemetry;

import io.headwater.server.telemetry.Family.Label;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** One line of Prometheus text that holds a value. A timestamp is passed over. */
record Sample(String name, List<Label> labels, double value) {
    private static final int LABELS = 64;
    private static final int NAME = 256;
    private static final int VALUE = 1_024;
    private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern TIMESTAMP = Pattern.compile("-?\\d{1,19}");
    private static final Pattern BLANKS = Pattern.compile("[ \t]+");

    static Sample read(String line) throws Malformed {
        return new Line(line).read();
    }

    static String metricName(String name) throws Malformed {
        if (name.length() > NAME || !METRIC_NAME.matcher(name).matches()) {
            throw Malformed.found(name, "a name of letters, digits, _ and :, at most " + NAME + " of them");
        }
        return name;
    }

    static double number(String text) throws Malformed {
        if (text.length() <= NAME && NUMBER.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw Malformed.found(text, "a number");
        };
    }

    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        var plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            plain.append(escaped == 'n' ? '\n' : escaped);
        }
        return plain.toString();
    }

    private static final class Line {
        private final String text;
        private int at;

        Line(String text) {
            this.text = text;
        }

        Sample read() throws Malformed {
            var name = metricName(until("{ \t"));
            skipBlanks();
            var labels = at < text.length() && text.charAt(at) == '{' ? labels() : List.<Label>of();
            var words = BLANKS.split(text.substring(at).strip(), 3);
            if (words.length > 2
                    || (words.length == 2 && !TIMESTAMP.matcher(words[1]).matches())) {
                throw Malformed.found(text.substring(at).strip(), "a value, and perhaps a timestamp");
            }
            return new Sample(name, labels, number(words[0]));
        }

        private List<Label> labels() throws Malformed {
            var labels = new ArrayList<Label>();
            var names = new HashSet<String>();
            take('{');
            skipBlanks();
            while (next() != '}') {
                labels.add(label(names));
                skipBlanks();
                if (next() != '}') {
                    take(',');
                    skipBlanks();
                }
            }
            take('}');
            if (labels.size() > LABELS) {
                throw new Malformed("labels: " + labels.size() + " (expected: at most " + LABELS + ")");
            }
            return labels;
        }

        private Label label(Set<String> names) throws Malformed {
            var name = until("= \t");
            if (name.length() > NAME || !LABEL_NAME.matcher(name).matches() || !names.add(name)) {
                throw Malformed.found(name, "a label's name of letters, digits and _, given once");
            }
            skipBlanks();
            take('=');
            skipBlanks();
            take('"');
            int start = at;
            while (next() != '"') {
                at += next() == '\\' ? 2 : 1;
            }
            var value = unescape(text.substring(start, at));
            take('"');
            if (value.length() > VALUE) {
                throw Malformed.found(value, "a label's value of at most " + VALUE + " characters");
            }
            return new Label(name, value);
        }

        private String until(String ends) {
            int start = at;
            while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private void skipBlanks() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        private char next() throws Malformed {
            if (at >= text.length()) {
                throw new Malformed("the line ends inside its labels (expected: \" and })");
            }
            return text.charAt(at);
        }

        private void take(char c) throws Malformed {
            if (next() != c) {
                throw Malformed.found(text.substring(at), Character.toString(c));
            }
            at++;
        }
    }
}
