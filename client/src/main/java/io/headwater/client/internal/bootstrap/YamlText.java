package io.headwater.client.internal.bootstrap;

/** The characters of a YAML document, and where its tokens end. Positions are offsets into the text. Immutable. */
final class YamlText {
    private final String text;

    YamlText(String document) {
        this.text = (document.startsWith("\uFEFF") ? document.substring(1) : document)
                .replace("\r\n", "\n")
                .replace('\r', '\n');
    }

    /** No token is closed before the text ends. */
    static final class EndlessException extends Exception {
        private final int from;
        private final char closing;

        EndlessException(int from, char closing) {
            this.from = from;
            this.closing = closing;
        }

        int from() {
            return from;
        }

        char closing() {
            return closing;
        }
    }

    int length() {
        return text.length();
    }

    char charAt(int i) {
        return text.charAt(i);
    }

    String between(int start, int end) {
        return text.substring(start, end);
    }

    boolean startsWith(String prefix, int at) {
        return text.startsWith(prefix, at);
    }

    int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    int nextLine(int from) {
        return Math.min(text.length(), lineEnd(from) + 1);
    }

    long lineNumber(int from) {
        return 1 + text.substring(0, from).chars().filter(c -> c == '\n').count();
    }

    /** Where the indentation ends: only spaces count. */
    int skipSpaces(int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    int skipBlanks(int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    /** Whether a line holds nothing from here on. */
    boolean isBlank(int from) {
        int start = skipBlanks(from);
        return start == text.length() || text.charAt(start) == '\n';
    }

    /** Whether a line holds nothing from here on but a comment. */
    boolean isEnd(int from) {
        int start = skipBlanks(from);
        return isBlank(start) || isComment(start);
    }

    boolean isBlankOrEnd(int i) {
        return i < 0 || i >= text.length() || " \t\n".indexOf(text.charAt(i)) >= 0;
    }

    private boolean isComment(int i) {
        return text.charAt(i) == '#' && isBlankOrEnd(i - 1);
    }

    /** The line that begins or ends a document. */
    boolean isMarker(int line) {
        return (text.startsWith("---", line) || text.startsWith("...", line)) && isBlankOrEnd(line + 3);
    }

    /** A dash, or the question mark or colon of a key that takes lines of its own. */
    boolean isIndicator(int i) {
        return i < text.length() && "-?:".indexOf(text.charAt(i)) >= 0 && isBlankOrEnd(i + 1);
    }

    boolean isQuote(int i) {
        return text.charAt(i) == '"' || text.charAt(i) == '\'';
    }

    /** Past the anchors and tags of the value that begins here. */
    int skipProperties(int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == '&' || text.charAt(i) == '!')) {
            while (!isBlankOrEnd(i)) {
                i++;
            }
            i = skipBlanks(i);
        }
        return i;
    }

    /** Where a text without quotes ends on its line: before a comment. */
    int plainEnd(int start) {
        int end = lineEnd(start);
        for (int i = start; i < end; i++) {
            if (isComment(i)) {
                return i;
            }
        }
        return end;
    }

    /** The colon of the key that begins here; -1 when this is no key. */
    int colon(int start) throws EndlessException {
        if (isEnd(start) || "[{|>".indexOf(text.charAt(start)) >= 0) {
            return -1;
        }
        if (isQuote(start)) {
            int end = skipBlanks(quotedEnd(start));
            return end < text.length() && text.charAt(end) == ':' && isBlankOrEnd(end + 1) ? end : -1;
        }
        for (int i = start, end = plainEnd(start); i < end; i++) {
            if (text.charAt(i) == ':' && isBlankOrEnd(i + 1)) {
                return i;
            }
        }
        return -1;
    }

    /** After the closing quote, which may stand on a later line. */
    int quotedEnd(int start) throws EndlessException {
        char quote = text.charAt(start);
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && quote == '"') {
                i++;
            } else if (text.charAt(i) == quote) {
                if (quote == '"' || i + 1 == text.length() || text.charAt(i + 1) != quote) {
                    return i + 1;
                }
                i++;
            }
        }
        throw new EndlessException(start, quote);
    }

    /** After the bracket that closes the one that begins here. A quote counts where a value may begin, and is a character elsewhere. */
    int flowEnd(int start) throws EndlessException {
        int depth = 0;
        boolean mayBegin = true;
        boolean afterQuoted = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isComment(i)) {
                i = lineEnd(i) - 1;
            } else if (isBlankOrEnd(i)) {
                continue;
            } else if (mayBegin && isQuote(i)) {
                i = quotedEnd(i) - 1;
                mayBegin = false;
                afterQuoted = true;
                continue;
            } else if (mayBegin && (c == '&' || c == '!')) {
                while (!isBlankOrEnd(i + 1) && ",[]{}".indexOf(text.charAt(i + 1)) < 0) {
                    i++;
                }
            } else if (c == '[' || c == '{') {
                depth++;
                mayBegin = true;
            } else if (c == ']' || c == '}') {
                depth--;
                if (depth == 0) {
                    return i + 1;
                }
                mayBegin = false;
            } else {
                mayBegin = c == ',' || (c == ':' && (afterQuoted || isBlankOrEnd(i + 1)));
            }
            afterQuoted = false;
        }
        throw new EndlessException(start, text.charAt(start) == '[' ? ']' : '}');
    }
}
