package io.headwater.client.connection;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a server listens. */
public sealed interface Address {
    record Tcp(String host, int port) implements Address {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    record Unix(Path path) implements Address {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Reads {@code HOST:PORT}, {@code [IPv6]:PORT} or {@code unix:PATH}; a text with a slash in it is a path too.
     *
     * @throws IllegalArgumentException with the rule, when the text is none of them
     */
    static Address of(String text) {
        if (text.startsWith("unix:") && text.length() > 5) {
            return new Unix(Path.of(text.substring(text.startsWith("unix://") ? 7 : 5)));
        }
        if (text.contains("/")) {
            return new Unix(Path.of(text));
        }
        var parts = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+)):([0-9]{1,5})")
                .matcher(text);
        if (!parts.matches() || port(parts.group(3)) == 0 || port(parts.group(3)) > 65535) {
            throw new IllegalArgumentException(text + " (expected: HOST:PORT or unix:PATH)");
        }
        return new Tcp(parts.group(1) == null ? parts.group(2) : parts.group(1), port(parts.group(3)));
    }

    private static int port(String digits) {
        return Integer.parseInt(digits);
    }
}
