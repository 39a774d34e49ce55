package io.headwater.client.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.ConfigView;
import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import io.headwater.client.internal.values.SettingTable;
import io.headwater.client.internal.values.TableView;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastKnownGoodTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    private Instant now = START;

    @Test
    void keepsEverySettingAsItWas() throws IOException {
        var map = new HashMap<String, Object>();
        map.put("none", null);
        map.put("list", List.of(1L, "two", List.of()));
        var view = view(
                setting("log_level", "debug", "cli"),
                setting("enabled", true, "file"),
                setting("whole", 1L << 53, "file"),
                setting("negative", -3L, "file"),
                setting("real", 0.1, "environment-variable"),
                setting("nothing", null, "default"),
                setting("empty", "", "default"),
                setting("map", Collections.unmodifiableMap(map), "a source of tomorrow"));

        cache().save(view);
        var kept = cache().load();

        assertThat(kept.writtenAt()).isEqualTo(START);
        assertThat(kept.settings())
                .containsExactlyElementsOf(view.settings().stream()
                        .map(each -> new Setting(each.key(), each.value(), each.source(), Provenance.CACHE))
                        .toList());
    }

    @Test
    void leavesOutSecretsAndWhatThisProcessSaysItself() throws IOException {
        cache().save(view(
                setting("api_key", "0123456789abcdef", "file"),
                setting("from_backend", "s3cret", "secret"),
                setting("proxy.http", "http://user:passw0rd@proxy", "file"),
                new Setting("own", "mine", "cli", Provenance.LOCAL),
                setting("log_level", "info", "file")));

        assertThat(cache().load().settings()).extracting(Setting::key).containsExactly("log_level");
        assertThat(Files.readString(file(), StandardCharsets.ISO_8859_1))
                .doesNotContain("0123456789abcdef", "s3cret", "passw0rd", "mine");
    }

    @Test
    void keepsNothingThatNoServerSent() throws IOException {
        cache().save(view(setting("log_level", "info", "file")));
        now = START.plusSeconds(3600);
        var kept = cache().load();
        cache().save(new TableView(SettingTable.of(kept.settings()), 0, -1, "", now));

        assertThat(cache().load().writtenAt()).as("no younger for being read").isEqualTo(START);
    }

    @Test
    void isReadableByItsOwnerAloneAndMakesItsDirectory() throws IOException {
        var nested = directory.resolve("a/b/cache");
        new LastKnownGood(nested, Duration.ofHours(1), () -> now).save(view());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(nested)))
                .isEqualTo("rw-------");
        assertThat(cacheFiles(directory.resolve("a/b"))).containsExactly("cache");
    }

    @Test
    void isRefusedWhenItIsMissingOldOrFromTheFuture() throws IOException {
        assertRefused("is missing (expected: a file that an earlier run wrote)");
        cache().save(view());

        now = START.plus(Duration.ofHours(24));
        assertThat(cache().load().settings()).isEmpty();
        now = now.plusMillis(1);
        assertRefused("is 24h old (expected: at most 24h)");
        now = START.plus(Duration.ofHours(26)).plusSeconds(185);
        assertRefused("is 26h3m5s old (expected: at most 24h)");

        now = START.minusSeconds(60);
        assertThat(cache().load().settings()).isEmpty();
        now = START.minusSeconds(61);
        assertRefused("is from 1m1s ahead of this machine's clock"
                + " (expected: a file from the past; set the clock or remove the file)");
    }

    @Test
    void isRefusedWhenItIsSomethingElse() throws IOException {
        for (var text : List.of("", "\n", "hello\n", "headwater-cache\n", "headwater-cache 1 2\n", "x".repeat(1000))) {
            Files.writeString(file(), text);
            assertRefused("is of another format (expected: a file that this library wrote)");
        }
        Files.writeString(file(), "headwater-cache 2 2026-11-20T12:00:00Z abc\n");
        assertRefused("is of format 2 (expected: format 1)");
        Files.writeString(file(), "headwater-cache 1 yesterday abc\n");
        assertRefused("is damaged (expected: contents that match their checksum; remove the file)");
    }

    @Test
    void isNeverAcceptedCutShortOrWithOneBitFlippedOrWithMoreBehindIt() throws IOException {
        cache().save(view(setting("log_level", "info", "file"), setting("port", 8126L, "default")));
        var whole = Files.readAllBytes(file());

        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> cache().load()).as("%d bytes", length).isInstanceOf(IOException.class);
        }
        for (int bit = 0; bit < whole.length * 8; bit++) {
            var flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file(), flipped);
            assertThatThrownBy(() -> cache().load()).as("bit %d", bit).isInstanceOf(IOException.class);
        }
        Files.write(file(), Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> cache().load()).isInstanceOf(IOException.class);

        Files.write(file(), whole);
        assertThat(cache().load().settings()).hasSize(2);
    }

    @Test
    void isNotReadWhenItIsLargerThanAnyOfItsKind() throws IOException {
        try (var large = new RandomAccessFile(file().toFile(), "rw")) {
            large.setLength((64L << 20) + 1);
        }
        assertRefused("has 67108865 bytes (expected: at most 67108864)");
    }

    @Test
    void takesNoLinkOrDirectoryForItsFile() throws IOException {
        var target = Files.writeString(directory.resolve("target"), "precious");
        Files.createSymbolicLink(file(), target);
        var message = "is a symbolic link (expected: a file of its own; name the one that the link leads to)";
        assertRefused(message);
        assertNotSaved(message);
        assertThat(target).hasContent("precious");

        Files.delete(file());
        Files.createDirectory(file());
        assertRefused("is a directory (expected: a file; name one inside the directory)");
        assertNotSaved("is a directory (expected: a file; name one inside the directory)");
        assertThat(cacheFiles(directory)).containsExactlyInAnyOrder("cache", "target");
    }

    @Test
    void saysWhyItCannotBeWritten() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        var below = new LastKnownGood(directory.resolve("file/cache"), Duration.ofHours(1), () -> now);
        assertThatThrownBy(() -> below.save(view()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cache: " + directory + "/file/cache cannot be written: ")
                .hasMessageEndingWith("(expected: a directory that this process may write to, with room on its disk)");

        // Nobody may make a file there, not even root.
        var readOnly = new LastKnownGood(Path.of("/proc/headwater.cache"), Duration.ofHours(1), () -> now);
        assertThatThrownBy(() -> readOnly.save(view()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cache: /proc/headwater.cache cannot be written: ");
    }

    /** The limit on a file's size stands in for a disk that is full: the write fails in the middle. */
    @Test
    void keepsTheOldFileWhenTheNewOneDoesNotFit() throws Exception {
        cache().save(view(setting("log_level", "info", "file")));
        var before = Files.readAllBytes(file());

        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var child = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -f 16; exec \"$@\"",
                        "sh",
                        java,
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SavesMuch.class.getName(),
                        file().toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();

        assertThat(said).contains("cache: " + file() + " cannot be written: ", "with room on its disk)");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        assertThat(cacheFiles(directory)).containsExactly("cache");
    }

    @Test
    void removesWhatAKilledProcessLeftAndNotWhatAnotherIsWriting() throws IOException {
        var left = Files.writeString(directory.resolve(".cache.123.tmp"), "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(120)));
        var underWay = Files.writeString(directory.resolve(".cache.456.tmp"), "half");
        var foreign = Files.writeString(directory.resolve(".other.123.tmp"), "half");
        Files.setLastModifiedTime(foreign, FileTime.from(Instant.now().minusSeconds(120)));

        cache().save(view());

        assertThat(left).doesNotExist();
        assertThat(underWay).exists();
        assertThat(foreign).exists();
    }

    @Test
    void isWholeAtEveryMomentHoweverManyWriteIt() throws Exception {
        cache().save(numbered(0));
        try (var threads = Executors.newFixedThreadPool(2)) {
            var writers = List.of(1, 2).stream()
                    .map(writer -> threads.submit(() -> {
                        for (int i = 0; i < 200; i++) {
                            cache().save(numbered(writer));
                        }
                        return null;
                    }))
                    .toList();
            while (!writers.stream().allMatch(Future::isDone)) {
                var values = cache().load().settings().stream()
                        .map(Setting::value)
                        .distinct()
                        .toList();
                assertThat(values).hasSize(1);
            }
            for (var writer : writers) {
                writer.get(10, TimeUnit.SECONDS);
            }
        }
        assertThat(cacheFiles(directory)).containsExactly("cache");
    }

    /** Runs in a process that may write little. */
    static final class SavesMuch {
        private SavesMuch() {}

        public static void main(String[] args) {
            var cache = new LastKnownGood(Path.of(args[0]), Duration.ofHours(1), Instant::now);
            try {
                cache.save(view(setting("large", "x".repeat(1 << 20), "file")));
                System.exit(1);
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private LastKnownGood cache() {
        return new LastKnownGood(file(), Duration.ofHours(24), () -> now);
    }

    private Path file() {
        return directory.resolve("cache");
    }

    private static ConfigView numbered(long number) {
        return view(IntStream.range(0, 300)
                .mapToObj(i -> setting("setting" + i, number, "file"))
                .toArray(Setting[]::new));
    }

    private static ConfigView view(Setting... settings) {
        return new TableView(SettingTable.of(List.of(settings)), 1, 7, "datadog.yaml", START);
    }

    private static Setting setting(String key, @Nullable Object value, String source) {
        return new Setting(key, value, source, Provenance.STREAM);
    }

    private static List<String> cacheFiles(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(each -> each.getFileName().toString()).toList();
        }
    }

    private void assertRefused(String problem) {
        assertThatThrownBy(() -> cache().load())
                .isInstanceOf(IOException.class)
                .hasMessage("cache: " + file() + " " + problem);
    }

    private void assertNotSaved(String problem) {
        assertThatThrownBy(() -> cache().save(view()))
                .isInstanceOf(IOException.class)
                .hasMessage("cache: " + file() + " " + problem);
    }
}
