package io.headwater.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.server.security.CredentialException;
import io.headwater.server.security.CredentialFiles;
import io.headwater.server.security.TransportSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestCredentialsTest {
    @TempDir
    private Path home;

    @Test
    void areWhatTheServerItselfTakes() throws IOException {
        assertThat(fingerprint(TestCredentials.in(home))).isNotEmpty();
    }

    @Test
    void areLeftAloneWhereTheyAre() throws IOException {
        var first = fingerprint(TestCredentials.in(home));

        assertThat(fingerprint(TestCredentials.in(home))).isEqualTo(first);
    }

    @Test
    void areAllNewOnceRotated() throws IOException {
        var credentials = TestCredentials.in(home);
        var token = Files.readString(credentials.token());
        var certificate = Files.readString(credentials.certificate());

        credentials.rotate();

        assertThat(Files.readString(credentials.token())).isNotEqualTo(token);
        assertThat(Files.readString(credentials.certificate())).isNotEqualTo(certificate);
        assertThat(fingerprint(credentials)).isNotEmpty();
        assertThat(home).isDirectoryNotContaining("glob:**.rotation*");
    }

    @Test
    void aStrangerHasTheTokenButNotTheCertificate() throws IOException {
        var credentials = TestCredentials.in(home.resolve("ours"));
        var stranger = credentials.withAnotherCertificate(home.resolve("theirs"));

        assertThat(stranger.token()).hasSameTextualContentAs(credentials.token());
        assertThat(Files.readString(stranger.certificate())).isNotEqualTo(Files.readString(credentials.certificate()));
        assertThat(fingerprint(stranger)).isNotEmpty();
    }

    @Test
    void anImpostorHasTheCertificateButNotTheToken() throws IOException {
        var credentials = TestCredentials.in(home.resolve("ours"));
        var impostor = credentials.withAnotherToken(home.resolve("theirs"));

        assertThat(impostor.certificate()).hasSameTextualContentAs(credentials.certificate());
        assertThat(Files.readString(impostor.token())).isNotEqualTo(Files.readString(credentials.token()));
    }

    @Test
    void expiredOnesAreAPairThatNobodyTakes() {
        var expired = TestCredentials.expired(home);

        assertThatThrownBy(() -> fingerprint(expired))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("expected: a certificate that is valid now");
    }

    private static String fingerprint(TestCredentials credentials) throws IOException {
        return TransportSecurity.open(
                        CredentialFiles.in(credentials.directory()), Duration.ZERO, Clock.systemUTC(), _ -> {})
                .fingerprint();
    }
}
