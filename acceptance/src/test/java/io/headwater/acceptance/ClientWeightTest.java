package io.headwater.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a process takes on board with the library. */
final class ClientWeightTest {
    /** Made by the client's build: the library and everything it needs at run time. */
    static final Path LIBRARY = Path.of("../client/target/library");

    private static final long MOST_BYTES = 12_000_000;
    /** gRPC and what comes with it; JSpecify; ours. */
    private static final Pattern EXPECTED =
            Pattern.compile("headwater-(client|wire)|grpc-.*|netty-.*|protobuf-java|jspecify"
                    + "|guava|failureaccess|listenablefuture|gson|perfmark-api|jsr305"
                    + "|annotations|animal-sniffer-annotations|error_prone_annotations|j2objc-annotations");

    @Test
    void theLibraryBringsNothingButGrpcAndStaysUnderTwelveMegabytes() throws IOException {
        long bytes = 0;
        for (var jar : jars()) {
            bytes += Files.size(jar);
        }

        assertThat(jars().stream().map(jar -> jar.getFileName().toString().replaceAll("-\\d.*", "")))
                .contains("headwater-client")
                .allMatch(name -> EXPECTED.matcher(name).matches());
        assertThat(bytes).isBetween(1_000_000L, MOST_BYTES);
        System.out.printf("client: %,d bytes with everything it needs%n", bytes);
    }

    private static List<Path> jars() throws IOException {
        try (var jars = Files.list(LIBRARY)) {
            return jars.filter(jar -> jar.toString().endsWith(".jar")).toList();
        }
    }
}
