package io.headwater.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpFaceTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicReference<Optional<String>> unready = new AtomicReference<>(Optional.empty());
    private HttpFace face;

    @BeforeEach
    void open() throws IOException {
        face = new HttpFace(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> "up 1.0\n",
                unready::get,
                Map.of("/console/", HttpFaceTest::echo, "/broken", _ -> {
                    throw new IllegalStateException("a bug");
                }));
    }

    @AfterEach
    void close() {
        face.close();
        client.close();
    }

    @Test
    void servesTheMetricsAsPrometheusReadsThem() throws Exception {
        var answer = get("/metrics?a=b");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).isEqualTo("up 1.0\n");
    }

    @Test
    void isHealthyWhileItIsThereAndReadyWhenItIsToldSo() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/readyz").body()).isEqualTo("ok\n");

        unready.set(Optional.of("settings: not loaded yet"));
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body()).isEqualTo("settings: not loaded yet\n");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void namesThePagesThereAreWhenAskedForAnother() throws Exception {
        for (var path : new String[] {"/", "/nothing", "/metrics/", "/metricsx", "/console"}) {
            var answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body())
                    .isEqualTo("no such page; there is /broken, /console/, /healthz, /metrics, /readyz\n");
        }
    }

    @Test
    void givesAPageEverythingBelowItsPath() throws Exception {
        assertThat(get("/console/").body()).isEqualTo("/console/");
        assertThat(get("/console/a/b.js").body()).isEqualTo("/console/a/b.js");
    }

    @Test
    void answersAHeadRequestWithTheHeadersOnly() throws Exception {
        var answer = client.send(
                request("/metrics").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).contains("7");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void changesNothingForAnybody() throws Exception {
        var answer = client.send(
                request("/metrics").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void saysThatAPageFailedButNotWhy() throws Exception {
        var answer = get("/broken");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("a bug");
    }

    @Test
    void isNotReadThroughANameThatSomebodyElsePointsAtThisMachine() throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), face.address().getPort())) {
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain("up 1.0");
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        HttpFace.send(exchange, 200, "text/plain", exchange.getRequestURI().getPath());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://localhost:" + face.address().getPort() + path));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }
}
