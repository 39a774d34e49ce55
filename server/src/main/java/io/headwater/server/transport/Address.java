package io.headwater.server.transport;

import java.nio.file.Path;

/** Where a face listens. */
public sealed interface Address {
    /** Port 0 takes a free one. */
    record Tcp(String host, int port) implements Address {
        public Tcp {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
            }
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A Unix domain socket. */
    record Unix(Path path) implements Address {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Reads {@code HOST:PORT}, {@code [V6]:PORT}, or {@code unix:PATH}; a bare text with a slash in it is a path too.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static Address parse(String text) {
        if (text.startsWith("unix:")) {
            return new Unix(Path.of(text.substring("unix:".length()).replaceFirst("^//", "")));
        }
        if (text.contains("/")) {
            return new Unix(Path.of(text));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw malformed(text);
        }
        var host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new Tcp(host.isEmpty() ? "0.0.0.0" : host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("address: " + text + " (expected: HOST:PORT or unix:PATH)");
    }
}
