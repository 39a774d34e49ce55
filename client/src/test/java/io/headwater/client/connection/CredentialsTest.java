package io.headwater.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.testkit.TestCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two files of a host, as a process reads them and reads them again. */
final class CredentialsTest {
    @TempDir
    private Path directory;

    private CredentialFiles files = CredentialFiles.in(Path.of("."));
    private String token = "";
    private String certificate = "";

    @BeforeEach
    void makeThem() throws IOException {
        TestCredentials.in(directory);
        files = CredentialFiles.in(directory);
        token = Files.readString(files.token());
        certificate = Files.readString(files.certificate());
    }

    @Test
    void bothAreRead() throws IOException {
        var read = Credentials.read(files);

        assertThat(read.token()).isEqualTo(token.strip());
        assertThat(read.key().getAlgorithm()).isEqualTo("EC");
        assertThat(read.channel()).isNotNull();
        assertThat(read.toString()).doesNotContain(token.strip());
    }

    @Test
    void whiteSpaceAroundTheTokenIsNotPartOfIt() throws IOException {
        Files.writeString(files.token(), "\n " + token.strip() + " \r\n");

        assertThat(Credentials.read(files).token()).isEqualTo(token.strip());
    }

    @Test
    void aKeyInPkcs8IsReadToo() throws IOException {
        var read = Credentials.read(files);
        var pkcs8 = directory.resolve("pkcs8.pem");
        Files.write(pkcs8, read.keyPem());
        Files.writeString(
                pkcs8, Files.readString(pkcs8) + certificate.substring(0, certificate.indexOf("-----BEGIN EC")));

        assertThat(Credentials.of(pkcs8, "t").key()).isEqualTo(read.key());
        assertThat(Credentials.of(pkcs8, "t").certificate()).isEqualTo(read.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "two words", "line\nline", "naïve"})
    void aTokenIsOneLineOfPrintableCharacters(String text) throws IOException {
        Files.writeString(files.token(), text);

        assertThatThrownBy(() -> Credentials.read(files))
                .isInstanceOf(CredentialException.class)
                .hasMessage(files.token() + ": no token (expected: one line of printable ASCII characters)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    void aCertificateComesWithItsKey(String text) throws IOException {
        Files.writeString(files.certificate(), text);

        assertThatThrownBy(() -> Credentials.read(files))
                .isInstanceOf(CredentialException.class)
                .hasMessageStartingWith(files.certificate() + ": ")
                .hasMessageContaining("(expected: a CERTIFICATE block and the EC PRIVATE KEY");
    }

    @Test
    void aCertificateThatIsCutOffAnywhereIsAnErrorAndNothingElse() {
        for (int length = 0; length < certificate.strip().length(); length += 7) {
            var part = certificate.substring(0, length);
            assertThatThrownBy(() -> {
                        Files.writeString(files.certificate(), part);
                        Credentials.read(files);
                    })
                    .as("cut after %d", length)
                    .isInstanceOf(CredentialException.class);
        }
    }

    @Test
    void aFileThatIsMissingOrTooLargeIsAnError() throws IOException {
        Files.write(files.certificate(), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> Credentials.read(files)).hasMessageContaining("at most 1048576 bytes");

        Files.delete(files.token());
        assertThatThrownBy(() -> Credentials.read(files))
                .hasMessage(files.token() + ": missing (expected: a file that the server made when it first started)");
    }

    @Test
    void theCurrentOnesAreReadAgainWhenAFileChanged() throws IOException {
        var current = new CurrentCredentials(files);
        var first = current.get();
        assertThat(current.get()).isSameAs(first);

        new TestCredentials(directory).rotate();

        assertThat(current.get().token()).isNotEqualTo(first.token());
        assertThat(current.get().certificate()).isNotEqualTo(first.certificate());
    }

    @Test
    void theCurrentOnesStayTheLastThatWereGoodWhileAFileIsBroken() throws IOException {
        var current = new CurrentCredentials(files);
        var first = current.get();

        Files.writeString(files.certificate(), certificate.substring(0, 100));
        assertThat(current.get()).isSameAs(first);
        Files.delete(files.token());
        assertThat(current.get()).isSameAs(first);

        Files.writeString(files.certificate(), certificate);
        Files.writeString(files.token(), "another-token");
        Files.setLastModifiedTime(files.token(), FileTime.from(Instant.EPOCH));
        assertThat(current.get().token()).isEqualTo("another-token");
    }

    @Test
    void thereAreNoCurrentOnesUntilTheFilesCanBeRead() throws IOException {
        Files.delete(files.token());
        var current = new CurrentCredentials(files);
        assertThatThrownBy(current::get).isInstanceOf(CredentialException.class);

        Files.writeString(files.token(), token);

        assertThat(current.get().token()).isEqualTo(token.strip());
    }
}
