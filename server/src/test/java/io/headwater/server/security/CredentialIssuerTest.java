package io.headwater.server.security;

import static io.headwater.server.security.OpensslCommand.openssl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialIssuerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void theCertificateIsAuthorityServerAndClientAtOnce() throws Exception {
        X509Certificate certificate = Identity.parse(issuer().certificate()).certificate();

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("O=Datadog\\, Inc.");
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getBasicConstraints()).as("authority").isEqualTo(Integer.MAX_VALUE);
        assertThat(certificate.getKeyUsage())
                .as("digital signature, certificate sign, CRL sign")
                .containsExactly(true, false, false, false, false, true, true, false, false);
        assertThat(certificate.getExtendedKeyUsage())
                .as("server, client")
                .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().toString())
                .contains("secp256r1");
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    }

    @Test
    void itIsGoodForFiftyYearsFromNow() throws Exception {
        X509Certificate certificate = Identity.parse(issuer().certificate()).certificate();

        assertThat(certificate.getNotBefore()).isEqualTo(NOW);
        assertThat(certificate.getNotAfter()).isEqualTo("2076-02-17T12:00:00Z");
    }

    @Test
    void itNamesTheLoopbackAndWhatItIsToldBesides() throws Exception {
        X509Certificate certificate = Identity.parse(
                        issuer("10.0.0.7", "agent.example", "127.0.0.1").certificate())
                .certificate();

        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "10.0.0.7", "agent.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "300.1.1.1/8", "a..b", "line\nbreak"})
    void aNameThatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> issuer(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: an IP address or a DNS name)");
    }

    @Test
    void serialsAreRandomAndUpTo128BitsLong() throws Exception {
        X509Certificate one = Identity.parse(issuer().certificate()).certificate();
        X509Certificate other = Identity.parse(issuer().certificate()).certificate();

        assertThat(one.getSerialNumber()).isNotEqualTo(other.getSerialNumber());
        assertThat(one.getSerialNumber().bitLength()).isBetween(64, 128);
    }

    @Test
    void opensslReadsTheKeyAsSec1OnTheNamedCurve() throws Exception {
        Path file = Files.writeString(directory.resolve("ipc_cert.pem"), issuer().certificate());

        assertThat(openssl("ec", "-in", file.toString(), "-noout", "-text", "-check"))
                .contains("EC Key valid.", "ASN1 OID: prime256v1", "pub:");
        assertThat(openssl("ec", "-in", file.toString(), "-pubout"))
                .contains(openssl("x509", "-in", file.toString(), "-noout", "-pubkey"));
    }

    @Test
    void opensslReadsAndVerifiesTheCertificate() throws Exception {
        Path file = Files.writeString(
                directory.resolve("ipc_cert.pem"), issuer("::2").certificate());

        assertThat(openssl("x509", "-in", file.toString(), "-noout", "-text"))
                .contains("Subject: O = \"Datadog, Inc.\"", "Issuer: O = \"Datadog, Inc.\"")
                .contains("Not Before: Mar  1 12:00:00 2026 GMT", "Not After : Feb 17 12:00:00 2076 GMT")
                .contains("X509v3 Basic Constraints: critical", "CA:TRUE")
                .contains("X509v3 Key Usage: critical", "Digital Signature, Certificate Sign, CRL Sign")
                .contains("TLS Web Server Authentication, TLS Web Client Authentication")
                .contains(
                        "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:0:0:0:0:0:0:0:2");
        for (String purpose : List.of("sslserver", "sslclient")) {
            assertThat(openssl(
                            "verify",
                            "-x509_strict",
                            "-attime",
                            String.valueOf(NOW.getEpochSecond() + 1),
                            "-purpose",
                            purpose,
                            "-CAfile",
                            file.toString(),
                            file.toString()))
                    .contains("OK");
        }
    }

    private static CredentialIssuer issuer(String... extraNames) {
        return new CredentialIssuer(new SecureRandom(), InstantSource.fixed(NOW), List.of(extraNames));
    }
}
