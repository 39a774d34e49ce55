package io.headwater.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The example that the testkit's documentation gives is this one. */
final class TestkitExampleTest {
    private static final Path HERE = Path.of("src/test/java/io/headwater/client/TestkitExampleTest.java");
    private static final Path DOCUMENTED = Path.of("../testkit/src/main/java/io/headwater/testkit/package-info.java");

    @AutoClose
    static final TestServer server = TestServer.with("log_level: info");

    @Test
    void followsTheLogLevel() throws Exception {
        try (var process = ConfigClient.builder("my-process")
                .server(server.address())
                .credentials(server.credentials())
                .start()) {
            process.awaitReady(Duration.ofSeconds(30));
            server.set("log_level", "debug");
            await().until(() -> process.reader().getString("log_level").equals("debug"));
        }
    }

    @Test
    void isTheOneInTheDocumentation() throws IOException {
        var documented = Files.readString(DOCUMENTED).replaceAll("(?m)^ \\* ?", "");
        var example = documented.substring(documented.indexOf("@AutoClose"), documented.indexOf("}</pre>"));

        assertThat(words(Files.readString(HERE))).contains(words(example));
    }

    /** Lines may be broken elsewhere. */
    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }
}
