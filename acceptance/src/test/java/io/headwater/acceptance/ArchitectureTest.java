package io.headwater.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md says which test holds which invariant; the tests it names are there. */
final class ArchitectureTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NAMED_TEST = Pattern.compile("`(?:acceptance/…/)?(\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void everyInvariantNamesTestsThatExist() throws IOException {
        var named = NAMED_TEST.matcher(Files.readString(ROOT.resolve("ARCHITECTURE.md")));
        int count = 0;
        while (named.find()) {
            var source = source(named.group(1));
            if (named.group(2) != null) {
                assertThat(source).as(named.group()).contains("void " + named.group(2) + "(");
            }
            count++;
        }
        assertThat(count).isGreaterThan(10);
    }

    private static String source(String testClass) throws IOException {
        try (var files = Files.find(
                ROOT,
                12,
                (path, _) ->
                        path.endsWith(testClass + ".java") && path.toString().contains("src/test"))) {
            return files.findFirst()
                    .map(ArchitectureTest::read)
                    .orElseThrow(() -> new AssertionError(testClass + " is nowhere"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
