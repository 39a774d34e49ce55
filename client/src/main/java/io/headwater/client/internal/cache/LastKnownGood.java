package io.headwater.client.internal.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.InvalidProtocolBufferException;
import io.headwater.client.ConfigView;
import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import io.headwater.client.internal.values.WireValues;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The settings of an earlier run, in one file: replaced whole, checksummed, of limited age, without secrets.
 *
 * <p>The file is a line of text, {@code headwater-cache 1 <written at> <SHA-256>}, and then a {@code ConfigSnapshot}. The checksum
 * is of everything else in the file. Each error is an {@link IOException} of the form {@code cache: FILE ... (expected: ...)}.
 *
 * <p>Safe from any thread, and several processes may share a file: the last to save wins.
 */
public final class LastKnownGood {
    private static final String FORMAT = "headwater-cache";
    private static final String VERSION = "1";
    private static final int HEADER_BYTES = 200;
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final WholeFile file;
    private final Duration maxAge;
    private final InstantSource clock;

    /** What the file held, each setting of provenance CACHE. */
    public record Kept(List<Setting> settings, Instant writtenAt) {
        public Kept {
            settings = List.copyOf(settings);
        }
    }

    public LastKnownGood(Path file, Duration maxAge, InstantSource clock) {
        this.file = new WholeFile(file);
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /**
     * Reads the file.
     *
     * @throws IOException saying why the file is of no use: missing, too old, damaged, of another format
     */
    public Kept load() throws IOException {
        var bytes = file.read();
        int end = endOfHeader(bytes);
        var header = new String(bytes, 0, end, US_ASCII).split(" ", -1);
        if (end == 0 || !header[0].equals(FORMAT) || header.length != 4) {
            throw file.problem("is of another format", "a file that this library wrote");
        }
        if (!header[1].equals(VERSION)) {
            throw file.problem("is of format " + header[1], "format " + VERSION);
        }
        var body = Arrays.copyOfRange(bytes, end + 1, bytes.length);
        if (!Arrays.equals(header(header[2], body), Arrays.copyOf(bytes, end + 1))) {
            throw damaged();
        }
        var writtenAt = writtenAt(header[2]);
        requireFresh(writtenAt);
        return new Kept(settings(body), writtenAt);
    }

    /**
     * Replaces the file with what the view holds, less its secrets and what this process says itself. A view that came by no
     * stream is left alone: to write what was read would make it young again.
     *
     * @throws IOException when it cannot; the file is then what it was
     */
    public void save(ConfigView view) throws IOException {
        if (view.stream() == 0) {
            return;
        }
        var body = ConfigSnapshot.newBuilder();
        for (var setting : view.settings()) {
            if (setting.provenance() != Provenance.LOCAL && !setting.isSecret()) {
                body.addSettings(ConfigSetting.newBuilder()
                        .setKey(setting.key())
                        .setSource(setting.source())
                        .setValue(WireValues.encoded(setting.value())));
            }
        }
        var bytes = body.build().toByteArray();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
        file.replace(header(now, bytes), bytes);
    }

    private static int endOfHeader(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, HEADER_BYTES); i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return 0;
    }

    private static byte[] header(String writtenAt, byte[] body) {
        var begin = FORMAT + " " + VERSION + " " + writtenAt + " ";
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(begin.getBytes(US_ASCII));
            return (begin + HexFormat.of().formatHex(digest.digest(body)) + "\n").getBytes(US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Instant writtenAt(String text) throws IOException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw damaged();
        }
    }

    private void requireFresh(Instant writtenAt) throws IOException {
        var age = Duration.between(writtenAt, clock.instant());
        if (age.compareTo(maxAge) > 0) {
            throw file.problem("is " + words(age) + " old", "at most " + words(maxAge));
        }
        if (age.plus(CLOCK_SKEW).isNegative()) {
            throw file.problem(
                    "is from " + words(age.negated()) + " ahead of this machine's clock",
                    "a file from the past; set the clock or remove the file");
        }
    }

    private List<Setting> settings(byte[] body) throws IOException {
        try {
            return ConfigSnapshot.parseFrom(body).getSettingsList().stream()
                    .map(setting -> new Setting(
                            setting.getKey(),
                            WireValues.decoded(setting.getValue()),
                            setting.getSource(),
                            Provenance.CACHE))
                    .toList();
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw damaged();
        }
    }

    private IOException damaged() {
        return file.problem("is damaged", "contents that match their checksum; remove the file");
    }

    /** As {@code 26h3m}. */
    private static String words(Duration duration) {
        return duration.truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
