package io.headwater.client.internal.bootstrap;

import io.headwater.client.internal.bootstrap.YamlText.EndlessException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the scalars of a few known keys from a YAML document, and passes over everything else.
 *
 * <p>What leads to a known key must be written plainly: block mappings, one key on a line, a scalar that fits on the line. Sections
 * may nest or be dotted. Where one of them is written in another way, with an anchor, in braces or over several lines, that is an
 * error with its line, since a value that is missed is worse than one that is refused. All the rest may be any YAML.
 */
final class BlockYaml {
    /*
     * Only two things of the rest matter: where it ends, and that no text inside it is taken for a key. A nested collection ends
     * where a line is indented less, so a stack of the columns of the open collections is all that is kept of it. A block scalar
     * and a plain text over several lines end in the same way; quoted texts and collections in brackets do not care for
     * indentation and are scanned to their closing character.
     */
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final String WHOLE = "document";

    private final String file;
    private final YamlText text;
    private final Set<String> keys;
    private final Set<String> sections = new HashSet<>();
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Given> found = new LinkedHashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    /** Where the current line begins. */
    private int at;

    private boolean begun;
    private @Nullable Waiting waiting;

    /** A collection whose end has not come yet. With a path it is a mapping on the way to known keys. */
    private record Open(int column, @Nullable String path, boolean isSequence) {}

    /** The last key of the innermost mapping with a path, while its value may follow on lines of its own. */
    private record Waiting(String path, boolean isKnown) {}

    private BlockYaml(String file, String document, Set<String> keys) {
        this.file = file;
        this.text = new YamlText(document);
        this.keys = keys;
        for (var key : keys) {
            for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
                sections.add(key.substring(0, dot));
            }
        }
    }

    /**
     * What the document says of the keys; a null says nothing.
     *
     * @param file how errors name it
     * @param keys dotted and lower-case
     * @throws IllegalArgumentException when one of them is written in a way that this cannot read
     */
    static Map<String, Given> read(String file, String document, Set<String> keys) {
        var yaml = new BlockYaml(file, document, keys);
        try {
            yaml.document();
        } catch (EndlessException e) {
            throw yaml.problem(e.from(), WHOLE, "a text or bracket without an end", "a closing " + e.closing());
        }
        return yaml.found;
    }

    private void document() throws EndlessException {
        while (at < text.length()) {
            int start = text.skipSpaces(at);
            if (text.isEnd(start) || (text.charAt(at) == '%' && !begun)) {
                at = text.nextLine(at);
            } else if (text.isMarker(at)) {
                if (begun || text.charAt(at) == '.') {
                    return;
                }
                begun = true;
                requireNothing(at + 3, WHOLE);
            } else {
                begun = true;
                line(start);
            }
        }
    }

    private void line(int start) throws EndlessException {
        int column = start - at;
        boolean isItem = text.charAt(start) == '-' && text.isIndicator(start);
        leave(column, isItem);
        var inside = open.peek();
        if (inside == null) {
            root(start, column);
        } else if (inside.path == null) {
            pass(start);
        } else if (inside.column < column || isItem) {
            nested(start, isItem);
        } else {
            key(start, inside.column, inside.path);
        }
    }

    /** Closes what a line at this column is no part of. */
    private void leave(int column, boolean isItem) {
        for (var top = open.peek(); top != null; top = open.peek()) {
            if (top.column < column || (top.column == column && (isItem || !top.isSequence))) {
                return;
            }
            if (top.path != null) {
                waiting = null;
            }
            open.pop();
        }
    }

    private void root(int start, int column) throws EndlessException {
        if (!seen.add("")) {
            throw problem(start, WHOLE, "a line that is indented too little", "the column of the first key");
        }
        if (text.startsWith("{}", start)) {
            requireNothing(start + 2, WHOLE);
            return;
        }
        open.push(new Open(column, "", false));
        key(start, column, "");
    }

    /** A line that is indented more than the keys of a mapping with a path, or an item beside them. */
    private void nested(int start, boolean isItem) throws EndlessException {
        var above = waiting;
        if (above == null) {
            throw problem(start, WHOLE, "a line that is indented too far", "a key below the one before it");
        }
        if (!above.isKnown) {
            waiting = pass(start) ? above : null;
            return;
        }
        if (isItem || keys.contains(above.path)) {
            throw problem(start, above.path, "a value on a line of its own", rule(above.path));
        }
        open.push(new Open(start - at, above.path, false));
        key(start, start - at, above.path);
    }

    private void key(int start, int column, String section) throws EndlessException {
        waiting = null;
        boolean mayBegin = "&!*[{|>%@`,]}\t".indexOf(text.charAt(start)) < 0 && !text.isIndicator(start);
        int colon = mayBegin ? text.colon(start) : -1;
        if (colon < 0 || text.startsWith("<<", start)) {
            throw problem(
                    start, section.isEmpty() ? WHOLE : section, "not a plain key", "lines of the form key: value");
        }
        var name = scalar(start, colon, WHOLE).text();
        var path = (section.isEmpty() ? name : section + "." + name).toLowerCase(Locale.ROOT);
        if (!keys.contains(path) && !sections.contains(path)) {
            waiting = passValue(colon + 1, column) ? new Waiting(path, false) : null;
            return;
        }
        if (!seen.add(path)) {
            throw problem(start, path, "written a second time", "every key once");
        }
        known(path, text.skipBlanks(colon + 1));
    }

    private void known(String path, int start) throws EndlessException {
        if (text.isEnd(start)) {
            waiting = new Waiting(path, true);
            at = text.nextLine(at);
            return;
        }
        if (sections.contains(path) && text.startsWith("{}", start)) {
            requireNothing(start + 2, path);
            return;
        }
        if ("&!*|>[]{}%@`,".indexOf(text.charAt(start)) >= 0 || text.isIndicator(start)) {
            throw problem(start, path, text.between(start, text.lineEnd(start)), rule(path));
        }
        var value = scalar(start, text.plainEnd(start), path);
        if (!value.isPlain() || !NULL.contains(value.text())) {
            if (sections.contains(path)) {
                throw problem(start, path, value.text(), rule(path));
            }
            found.put(path, value);
        }
        if (value.isPlain()) {
            at = text.nextLine(at);
        } else {
            requireNothing(text.quotedEnd(start), path);
        }
    }

    /** The scalar that begins here; {@code plainEnd} is where it ends without quotes. */
    private Given scalar(int start, int plainEnd, String path) throws EndlessException {
        var where = file + ":" + text.lineNumber(start);
        if (!text.isQuote(start)) {
            var plain = text.between(start, plainEnd).strip();
            if (plain.contains(": ") || plain.endsWith(":")) {
                throw problem(start, path, plain, "quotes around a text with a colon in it");
            }
            return new Given(where, path, plain, true);
        }
        var quoted = text.between(start + 1, text.quotedEnd(start) - 1);
        if (quoted.indexOf('\n') >= 0) {
            throw problem(start, path, "a text over several lines", rule(path));
        }
        var unquoted = text.charAt(start) == '"' ? unescaped(quoted, start, path) : quoted.replace("''", "'");
        return new Given(where, path, unquoted, false);
    }

    private String unescaped(String quoted, int start, String path) {
        var plain = new StringBuilder();
        for (int i = 0; i < quoted.length(); i++) {
            if (quoted.charAt(i) == '\\') {
                i++;
                if ("\\\"/".indexOf(quoted.charAt(i)) < 0) {
                    throw problem(start, path, "an escape", "no escapes but \\\\ and \\\"; or single quotes");
                }
            }
            plain.append(quoted.charAt(i));
        }
        return plain.toString();
    }

    /**
     * Passes over a line of a collection without known keys, and over what its value extends to. True when it holds nothing but
     * properties of a value that is still to come.
     */
    private boolean pass(int start) throws EndlessException {
        int from = start;
        while (text.isIndicator(from)) {
            leave(from - at, true);
            var top = open.element();
            if (top.column < from - at || !top.isSequence) {
                open.push(new Open(from - at, null, true));
            }
            from = text.skipBlanks(from + 1);
            if (text.isEnd(from)) {
                at = text.nextLine(at);
                return false;
            }
        }
        int colon = text.colon(text.skipProperties(from));
        leave(from - at, false);
        if (colon < 0) {
            return passValue(from, beneath(from - at)) && from == start;
        }
        if (open.element().column < from - at) {
            open.push(new Open(from - at, null, false));
        }
        passValue(colon + 1, from - at);
        return false;
    }

    /** The column of the innermost collection that begins before this one. */
    private int beneath(int column) {
        return open.stream()
                .mapToInt(Open::column)
                .filter(each -> each < column)
                .findFirst()
                .orElse(-1);
    }

    /**
     * Passes over a value and the rest of its last line.
     *
     * @param column of the collection that holds it: what extends the value is indented more
     * @return whether there is none on this line, so that it may follow on lines of its own
     */
    private boolean passValue(int from, int column) throws EndlessException {
        int start = text.skipProperties(text.skipBlanks(from));
        if (text.isEnd(start)) {
            at = text.nextLine(at);
            return true;
        }
        switch (text.charAt(start)) {
            case '|', '>' -> passBlock(column);
            case '"', '\'' -> at = text.nextLine(text.quotedEnd(start));
            case '[', '{' -> at = text.nextLine(text.flowEnd(start));
            default -> passPlain(start, column);
        }
        return false;
    }

    private void passBlock(int column) {
        do {
            at = text.nextLine(at);
        } while (at < text.length() && (text.isBlank(at) || text.skipSpaces(at) - at > column));
    }

    /** A comment ends a plain text. */
    private void passPlain(int start, int column) {
        int from = start;
        boolean goesOn;
        do {
            goesOn = text.plainEnd(from) == text.lineEnd(from);
            at = text.nextLine(at);
            from = text.skipSpaces(at);
        } while (goesOn && at < text.length() && (text.isBlank(at) || from - at > column));
    }

    private void requireNothing(int from, String path) {
        if (!text.isEnd(from)) {
            throw problem(from, path, "more on its line", "a comment at most");
        }
        at = text.nextLine(from);
    }

    private String rule(String path) {
        return sections.contains(path)
                ? "a section, its keys below it"
                : "a plain or quoted text on the line of its key";
    }

    private IllegalArgumentException problem(int from, String path, String what, String expected) {
        return new IllegalArgumentException(
                file + ":" + text.lineNumber(from) + ": " + path + ": " + what + " (expected: " + expected + ")");
    }
}
