package io.headwater.server.security;

import static io.headwater.server.security.OpensslCommand.openssl;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialFilesTest {
    private static final CredentialIssuer ISSUER =
            new CredentialIssuer(new SecureRandom(), InstantSource.system(), List.of());

    @TempDir
    private Path directory;

    @Test
    void createsATokenOf64DigitsAndACertificate() throws Exception {
        CredentialFiles files = CredentialFiles.in(directory.resolve("new/data"));

        files.createMissing(ISSUER);

        assertThat(Files.readString(files.token())).matches("[0-9a-f]{64}");
        assertThat(Files.readString(files.certificate())).matches("""
                        (?s)-----BEGIN CERTIFICATE-----
                        .*
                        -----END CERTIFICATE-----
                        -----BEGIN EC PRIVATE KEY-----
                        .*
                        -----END EC PRIVATE KEY-----
                        """);
        assertThat(files.load().token()).isEqualTo(Files.readString(files.token()));
    }

    @Test
    void onlyTheOwnerMayReadThemAndNoDraftIsLeft() throws Exception {
        CredentialFiles files = CredentialFiles.in(directory);

        files.createMissing(ISSUER);

        for (Path file : List.of(files.token(), files.certificate())) {
            assertThat(Files.getPosixFilePermissions(file))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
        assertThat(directory)
                .isDirectoryNotContaining(file -> !file.equals(files.token()) && !file.equals(files.certificate()));
    }

    @Test
    void createsOnlyTheOneThatIsMissing() throws Exception {
        CredentialFiles files = created();
        String certificate = Files.readString(files.certificate());
        Files.delete(files.token());

        files.createMissing(ISSUER);

        assertThat(files.token()).exists();
        assertThat(files.certificate()).hasContent(certificate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broken"})
    void neverTouchesAFileThatIsThere(String content) throws Exception {
        CredentialFiles files = CredentialFiles.in(directory);
        Files.writeString(files.token(), content);
        Files.writeString(files.certificate(), content);

        files.createMissing(ISSUER);

        assertThat(files.token()).hasContent(content);
        assertThat(files.certificate()).hasContent(content);
    }

    @Test
    void threadsThatStartAtOnceEndWithTheSamePair() throws Exception {
        for (int round = 0; round < 20; round++) {
            CredentialFiles files = CredentialFiles.in(directory.resolve("round-" + round));
            CountDownLatch start = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> fingerprints = Stream.generate(() -> threads.submit(() -> {
                            start.await();
                            files.createMissing(ISSUER);
                            return files.load().fingerprint();
                        }))
                        .limit(8)
                        .toList();
                start.countDown();

                for (Future<String> fingerprint : fingerprints) {
                    assertThat(fingerprint.get()).isEqualTo(files.load().fingerprint());
                }
            }
        }
    }

    @Test
    void processesThatStartAtOnceEndWithTheSamePair() throws Exception {
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                processes.add(process());
            }
            List<BufferedReader> outputs = processes.stream()
                    .map(process -> new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)))
                    .toList();
            for (BufferedReader output : outputs) {
                assertThat(output.readLine()).isEqualTo("ready");
            }

            for (Process process : processes) {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
            }

            for (BufferedReader output : outputs) {
                assertThat(output.readLine())
                        .isEqualTo(CredentialFiles.in(directory).load().fingerprint());
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    @Test
    void theCertificateLiesBesideAnOverriddenToken() {
        Path token = Path.of("/run/secrets/token");

        assertThat(CredentialFiles.in(directory))
                .isEqualTo(new CredentialFiles(directory.resolve("auth_token"), directory.resolve("ipc_cert.pem")));
        assertThat(CredentialFiles.in(directory, token, null).certificate())
                .isEqualTo(Path.of("/run/secrets/ipc_cert.pem"));
        assertThat(CredentialFiles.in(directory, token, directory.resolve("own.pem"))
                        .certificate())
                .isEqualTo(directory.resolve("own.pem"));
    }

    @Test
    void theFingerprintIsTheHeadOfADigestOverBothFiles() throws Exception {
        CredentialFiles files = created();
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest((Files.readString(files.token()) + Files.readString(files.certificate())).getBytes(US_ASCII));

        assertThat(files.load().fingerprint())
                .hasSize(16)
                .isEqualTo(HexFormat.of().formatHex(digest).substring(0, 16));
    }

    @Test
    void theFingerprintIsTheSameForAFileWithOtherLineEndsAndATokenWithANewline() throws Exception {
        CredentialFiles files = created();
        String before = files.load().fingerprint();

        Files.writeString(
                files.certificate(), Files.readString(files.certificate()).replace("\n", "\r\n"));
        Files.writeString(files.token(), Files.readString(files.token()) + "\n");

        assertThat(files.load().fingerprint()).isEqualTo(before);
    }

    @Test
    void readsAPairMadeByOpenssl() throws Exception {
        CredentialFiles files = created();
        Path key = directory.resolve("key.pem");
        openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", key.toString());
        String certificate = openssl("req", "-x509", "-key", key.toString(), "-subj", "/O=Elsewhere");
        Files.writeString(files.certificate(), certificate + Files.readString(key));

        assertThat(files.load()
                        .identity()
                        .certificate()
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("O=Elsewhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "0123456789 0123456789 0123456789 0123456789", "ümlaut-ümlaut-ümlaut-ümlaut-ümlaut"
            })
    void aBrokenTokenIsAnErrorThatNamesTheFileAndTheNextStep(String token) throws Exception {
        CredentialFiles files = created();
        Files.writeString(files.token(), token);

        assertThatThrownBy(files::load)
                .isInstanceOf(CredentialException.class)
                .hasMessageStartingWith(files.token() + ": ")
                .hasMessageContaining("characters (expected: a token of at least 32 visible ASCII characters")
                .hasMessageContaining("restore the file, or remove it");
    }

    static Stream<Arguments> brokenCertificates() {
        return Stream.of(
                broken("no PEM block", _ -> ""),
                broken("no PEM block", _ -> "\u0000\u0001 not PEM"),
                broken("a broken PEM block", pem -> pem.substring(0, pem.length() - 40)),
                broken("PEM blocks [CERTIFICATE]", pem -> pem.substring(0, pem.indexOf("-----BEGIN EC"))),
                broken("PEM blocks [EC PRIVATE KEY]", pem -> pem.substring(pem.indexOf("-----BEGIN EC"))),
                broken("PEM blocks [CERTIFICATE, PRIVATE KEY]", pem -> pem.replace("EC PRIVATE", "PRIVATE")),
                broken("PEM blocks [CERTIFICATE, EC PRIVATE KEY, CERTIFICATE, EC PRIVATE KEY]", pem -> pem + pem),
                broken(
                        "the private key is not the certificate's",
                        pem -> certificateOf(pem) + keyOf(ISSUER.certificate())),
                broken("a broken private key", pem -> certificateOf(pem) + block("EC PRIVATE KEY", "nonsense")),
                broken("parse", pem -> block("CERTIFICATE", "nonsense") + keyOf(pem)),
                broken("longer than 65536 bytes", pem -> pem + " ".repeat(65536)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenCertificates")
    void aBrokenCertificateIsAnErrorThatSaysWhatIsWrong(String finding, UnaryOperator<String> breaking)
            throws Exception {
        CredentialFiles files = created();
        String key = keyOf(Files.readString(files.certificate()));
        Files.writeString(files.certificate(), breaking.apply(Files.readString(files.certificate())));

        assertThatThrownBy(files::load)
                .isInstanceOf(CredentialException.class)
                .hasMessageStartingWith(files.certificate() + ": ")
                .hasMessageContaining(finding)
                .hasMessageContaining("(expected: ")
                .hasMessageNotContaining(key.lines().toList().get(1));
    }

    @Test
    void aMissingFileAndADirectoryInItsPlaceAreErrors() throws Exception {
        CredentialFiles files = CredentialFiles.in(directory);
        assertThatThrownBy(files::load)
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("auth_token: cannot be read: NoSuchFileException");

        Files.createDirectory(files.token());
        assertThatThrownBy(files::load)
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("not a regular file");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsAnError() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        assertThatThrownBy(() -> CredentialFiles.in(file).createMissing(ISSUER))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("auth_token: cannot be created")
                .hasMessageContaining("check the owner and the permissions");
    }

    @Test
    void printingThemShowsNoSecret() throws Exception {
        Credentials credentials = created().load();

        assertThat(credentials.toString()).isEqualTo("Credentials[" + credentials.fingerprint() + "]");
        assertThat(credentials.identity().toString()).doesNotContain("PRIVATE KEY");
    }

    @Test
    void onlyTheVeryTokenIsAccepted() throws Exception {
        Credentials credentials = created().load();
        String token = credentials.token();

        assertThat(credentials.accepts(token)).isTrue();
        for (String wrong : List.of("", token.substring(1), token + "0", token.replace(token.charAt(63), 'x'))) {
            assertThat(credentials.accepts(wrong)).as(wrong).isFalse();
        }
    }

    private CredentialFiles created() throws CredentialException {
        CredentialFiles files = CredentialFiles.in(directory);
        files.createMissing(ISSUER);
        return files;
    }

    private Process process() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CreateCredentials.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Arguments broken(String finding, UnaryOperator<String> breaking) {
        return Arguments.of(finding, breaking);
    }

    private static String certificateOf(String pem) {
        return pem.substring(0, pem.indexOf("-----BEGIN EC"));
    }

    private static String keyOf(String pem) {
        return pem.substring(pem.indexOf("-----BEGIN EC"));
    }

    private static String block(String type, String content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(type, Base64.getEncoder().encodeToString(content.getBytes(US_ASCII)), type);
    }
}
