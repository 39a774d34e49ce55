package io.headwater.core.fleet;

import java.util.Locale;

/** Where a client serves its own services, read from the address it registers with. Nothing is dialled to find out. */
public sealed interface Endpoint {
    /** The port of an address that names none. */
    int DEFAULT_PORT = 443;

    /** TLS over TCP. The host may be one that does not exist: some clients register a name that is never called. */
    record Tcp(String host, int port) implements Endpoint {
        @Override
        public String toString() {
            return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** TLS over a Unix socket. */
    record Unix(String path) implements Endpoint {
        @Override
        public String toString() {
            return "unix://" + path;
        }
    }

    /** TLS between a virtual machine and its host. Both numbers are unsigned 32 bits. */
    record Vsock(long cid, long port) implements Endpoint {
        @Override
        public String toString() {
            return "vsock://" + cid + ":" + port;
        }
    }

    /**
     * Reads {@code host:port}, {@code https://host:port}, {@code unix:///path} or {@code vsock://cid:port}, the scheme in any
     * case. A path behind a host is ignored.
     *
     * @throws IllegalArgumentException when the address is none of these; the message is meant for the client
     */
    static Endpoint parse(String uri) {
        int end = uri.indexOf("://");
        if (end < 0) {
            return tcp(uri, uri);
        }
        var scheme = uri.substring(0, end).toLowerCase(Locale.ROOT);
        var rest = uri.substring(end + 3);
        return switch (scheme) {
            case "https" -> tcp(uri, rest.replaceFirst("[/?#].*", ""));
            case "unix" -> unix(uri, rest);
            case "vsock" -> vsock(uri, rest);
            default ->
                throw new IllegalArgumentException("api_endpoint_uri: scheme \"" + scheme
                        + "\" (expected: unix, https or vsock, or host:port without a scheme)");
        };
    }

    private static Endpoint tcp(String uri, String authority) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || authority.endsWith("]")) {
            return new Tcp(bare(authority), DEFAULT_PORT);
        }
        long port = number(authority.substring(colon + 1));
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "api_endpoint_uri: \"" + uri + "\" (expected: a port from 0 to 65535 behind the colon)");
        }
        return new Tcp(bare(authority.substring(0, colon)), (int) port);
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static Endpoint unix(String uri, String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "api_endpoint_uri: \"" + uri + "\" (expected: unix:// and an absolute path)");
        }
        return new Unix(path);
    }

    private static Endpoint vsock(String uri, String address) {
        var parts = address.split(":", -1);
        long cid = parts.length == 2 ? number(parts[0]) : -1;
        long port = parts.length == 2 ? number(parts[1]) : -1;
        if (cid < 0 || port < 0) {
            throw new IllegalArgumentException("invalid vsock api_endpoint_uri \"" + uri
                    + "\" (expected: vsock://cid:port, both numbers of at most 32 bits)");
        }
        return new Vsock(cid, port);
    }

    /** The unsigned 32-bit number that the text is, or -1. */
    private static long number(String text) {
        try {
            return text.startsWith("+") ? -1 : Integer.toUnsignedLong(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}
