package io.headwater.server.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plain HTTP face for people and monitoring: {@code /metrics}, {@code /healthz}, {@code /readyz}, and the pages it is given.
 *
 * <p>It reads and never changes anything: GET and HEAD only. Each request runs on a virtual thread of its own; there are at
 * most {@value #CONNECTIONS} connections, and a request's headers must arrive within {@value #REQUEST_SECONDS} seconds.
 */
public final class HttpFace implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpFace.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int CONNECTIONS = 256;
    private static final int REQUEST_SECONDS = 30;
    private static final Set<String> LOOPBACK_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    static {
        // The JDK's server takes its limits from system properties only, and reads them once.
        limit("jdk.httpserver.maxConnections", CONNECTIONS);
        limit("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, HttpHandler> pages = new TreeMap<>();

    /**
     * Opens the face; it serves when this returns.
     *
     * @param address where to listen; port 0 takes a free one
     * @param metrics the Prometheus text
     * @param unready why the server cannot be used yet, or empty when it can
     * @param pages what else there is, by path; a path that ends in a slash has everything below it too
     */
    public HttpFace(
            InetSocketAddress address,
            Supplier<String> metrics,
            Supplier<Optional<String>> unready,
            Map<String, HttpHandler> pages)
            throws IOException {
        this.pages.putAll(pages);
        this.pages.put(
                "/metrics", exchange -> send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
        this.pages.put("/healthz", exchange -> send(exchange, 200, TEXT, "ok\n"));
        this.pages.put("/readyz", exchange -> {
            var reason = unready.get();
            send(exchange, reason.isEmpty() ? 200 : 503, TEXT, reason.orElse("ok") + "\n");
        });
        server = HttpServer.create(address, 0);
        server.setExecutor(threads);
        server.createContext("/", this::route);
        server.start();
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Sends a whole answer; of one to a HEAD request, the headers only. */
    public static void send(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", contentType);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void route(HttpExchange exchange) {
        try (exchange) {
            try {
                answer(exchange);
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("path", exchange.getRequestURI().getPath())
                        .setCause(e)
                        .log("page failed");
                if (exchange.getResponseCode() == -1) {
                    send(exchange, 500, TEXT, "this page failed; the server's log says why\n");
                }
            }
        } catch (IOException e) {
            log.atDebug().setCause(e).log("http client went away");
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            send(exchange, 405, TEXT, "method: " + method + " (expected: GET or HEAD)\n");
            return;
        }
        if (!isMeantForHere(exchange)) {
            send(exchange, 421, TEXT, "Host: another name (expected: localhost, as this port is for this machine)\n");
            return;
        }
        var page = page(exchange.getRequestURI().getPath());
        if (page == null) {
            send(exchange, 404, TEXT, "no such page; there is " + String.join(", ", pages.keySet()) + "\n");
            return;
        }
        page.handle(exchange);
    }

    /** A page elsewhere may point a name of its own at this machine to read what is here; the Host header gives it away. */
    private boolean isMeantForHere(HttpExchange exchange) {
        var host = exchange.getRequestHeaders().getFirst("Host");
        return !address().getAddress().isLoopbackAddress()
                || host == null
                || LOOPBACK_HOSTS.contains(host.replaceFirst(":\\d*$", ""));
    }

    private @Nullable HttpHandler page(String path) {
        var exact = pages.get(path);
        if (exact != null) {
            return exact;
        }
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            var below = pages.get(path.substring(0, slash + 1));
            if (below != null) {
                return below;
            }
        }
        return null;
    }

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }
}
