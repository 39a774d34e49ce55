package io.headwater.cli.connect;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.headwater.cli.Exit;
import io.headwater.cli.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller on the server's own host shows: the one certificate that is root, server and client alike, its key, and
 * the bearer token. Immutable.
 */
public record Credentials(X509Certificate certificate, PrivateKey key, String token) {
    public static final String CERTIFICATE_FILE = "ipc_cert.pem";
    public static final String TOKEN_FILE = "auth_token";

    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /**
     * Reads both files of a data directory.
     *
     * @throws Problem when one is missing or is not what it should be; the message names the flag
     */
    public static Credentials in(Path data) {
        return of(
                data.resolve(CERTIFICATE_FILE),
                token(data.resolve(TOKEN_FILE), "--data DIR (or HEADWATER_DATA)"),
                "--data DIR (or HEADWATER_DATA)");
    }

    /**
     * Reads a certificate file: a {@code CERTIFICATE} block, then an {@code EC PRIVATE KEY} block.
     *
     * @param flag how the file's place is given, for the message when it is not there
     */
    public static Credentials of(Path certificateFile, String token, String flag) {
        var blocks = BLOCK.matcher(read(certificateFile, flag));
        var certificate = block(blocks, "CERTIFICATE", certificateFile);
        var key = block(blocks, "EC PRIVATE KEY", certificateFile);
        try {
            var parsed = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
            var pkcs8 = Sec1.toPkcs8(key, parsed.getPublicKey());
            return new Credentials(
                    parsed, KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)), token);
        } catch (GeneralSecurityException e) {
            throw unreadable(certificateFile, "a certificate and its key on a named curve");
        }
    }

    /** The token in a file. */
    public static String token(Path file, String flag) {
        var token = read(file, flag).strip();
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw unreadable(file, "one line of printable characters");
        }
        return token;
    }

    private static byte[] block(Matcher blocks, String type, Path file) {
        if (!blocks.find() || !blocks.group(1).equals(type)) {
            throw unreadable(file, "a CERTIFICATE block, then an EC PRIVATE KEY block");
        }
        try {
            return Base64.getMimeDecoder().decode(blocks.group(2));
        } catch (IllegalArgumentException e) {
            throw unreadable(file, "a CERTIFICATE block, then an EC PRIVATE KEY block");
        }
    }

    private static String read(Path file, String flag) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unreadable(file, "at most " + MAX_BYTES + " bytes");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new Problem(
                    Exit.USAGE,
                    "credentials: " + file + " (expected: a file that the server made when it first started)",
                    "say where it is with " + flag,
                    "or start a server that makes it: headwater serve");
        } catch (IOException e) {
            throw new Problem(
                    Exit.USAGE,
                    "credentials: " + file + " (expected: a file that " + System.getProperty("user.name")
                            + " can read)",
                    "run as the user whose server it is, or say where the file is with " + flag);
        }
    }

    private static Problem unreadable(Path file, String expected) {
        return new Problem(Exit.USAGE, "credentials: " + file + " (expected: " + expected + ")");
    }

    /** For a channel: the certificate is the only root and the client's own. */
    public ChannelCredentials channel() {
        try {
            return TlsChannelCredentials.newBuilder()
                    .trustManager(new ByteArrayInputStream(certificatePem()))
                    .keyManager(new ByteArrayInputStream(certificatePem()), new ByteArrayInputStream(keyPem()))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The certificate as PEM. */
    public byte[] certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key as PEM in PKCS#8. */
    public byte[] keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static byte[] pem(String type, byte[] der) {
        var text = "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "Credentials[" + certificate.getSubjectX500Principal() + "]";
    }
}
