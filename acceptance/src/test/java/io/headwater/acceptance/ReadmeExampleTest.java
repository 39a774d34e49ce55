package io.headwater.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.testkit.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java example, as it stands there: compiled for Java 17, run on the oldest Java at hand, against a running server. */
@Timeout(120)
final class ReadmeExampleTest {
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final int OLDEST = 17;

    @TempDir
    private Path directory;

    @Test
    void theReadmeExampleShowsAChange() throws Exception {
        var example = example();
        assertThat(example.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(15);
        try (var server = TestServer.with("log_level: warn\n")) {
            Files.createSymbolicLink(directory.resolve("headwater-data"), server.credentials());
            compile(example.replace("localhost:5001", server.address()));

            var process = run();
            try (var out = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(out.readLine()).isEqualTo("log_level is warn");
                server.set("log_level", "debug");
                assertThat(out.readLine()).contains("log_level", "debug", "cli");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static String example() throws IOException {
        var found = EXAMPLE.matcher(Files.readString(Path.of("../README.md")));
        assertThat(found.find()).as("a Java example in the README").isTrue();
        return found.group(1);
    }

    private void compile(String example) throws IOException {
        var source = Files.writeString(directory.resolve("Example.java"), example);
        var errors = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "--release",
                        Integer.toString(OLDEST),
                        "-cp",
                        classPath(),
                        "-d",
                        directory.toString(),
                        source.toString());
        assertThat(result).as(errors.toString(StandardCharsets.UTF_8)).isZero();
    }

    /** The library and what comes with it, and nothing else. */
    private static String classPath() throws IOException {
        try (var jars = Files.list(ClientWeightTest.LIBRARY)) {
            return String.join(
                    File.pathSeparator,
                    jars.map(jar -> jar.toAbsolutePath().toString()).sorted().toList());
        }
    }

    private Process run() throws IOException {
        return new ProcessBuilder(java().toString(), "-cp", directory + File.pathSeparator + classPath(), "Example")
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The oldest Java on this machine that is not too old, or else the one that runs the test. */
    private static Path java() throws IOException {
        var installed = Path.of("/usr/lib/jvm");
        var mine = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!Files.isDirectory(installed)) {
            return mine;
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return homes.filter(home -> version(home) == OLDEST)
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(mine);
        }
    }

    private static int version(Path home) {
        try {
            var found = Pattern.compile("JAVA_VERSION=\"(\\d+)").matcher(Files.readString(home.resolve("release")));
            return found.find() ? Integer.parseInt(found.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
