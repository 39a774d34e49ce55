package io.headwater.client.connection;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
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
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a process of the host shows to the others: the one certificate that is root, server and client alike, its key, and the
 * bearer token. Immutable; printing it shows the certificate's subject and nothing else.
 */
public record Credentials(X509Certificate certificate, PrivateKey key, String token) {
    private static final int MAX_BYTES = 1 << 20;
    private static final String TWO_BLOCKS =
            "a CERTIFICATE block and the EC PRIVATE KEY or PRIVATE KEY block of its key";
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    /**
     * Reads both files.
     *
     * @throws CredentialException when one is missing or is not what it should be
     */
    public static Credentials read(CredentialFiles files) throws CredentialException {
        return of(files.certificate(), token(files.token()));
    }

    /** Reads a certificate file, for a token that came another way. */
    public static Credentials of(Path certificateFile, String token) throws CredentialException {
        var text = text(certificateFile);
        var certificate = block(text, "CERTIFICATE");
        var sec1 = block(text, "EC PRIVATE KEY");
        var pkcs8 = block(text, "PRIVATE KEY");
        if (certificate == null || (sec1 == null && pkcs8 == null)) {
            throw new CredentialException(certificateFile, "no certificate with a key", TWO_BLOCKS);
        }
        try {
            var parsed = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
            return new Credentials(parsed, key(sec1, pkcs8, parsed.getPublicKey()), token);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new CredentialException(certificateFile, "blocks that cannot be read", TWO_BLOCKS);
        }
    }

    /** The token in a file, without the white space around it. */
    public static String token(Path file) throws CredentialException {
        var token = text(file).strip();
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new CredentialException(file, "no token", "one line of printable ASCII characters");
        }
        return token;
    }

    private static PrivateKey key(byte @Nullable [] sec1, byte @Nullable [] pkcs8, PublicKey publicKey)
            throws GeneralSecurityException {
        var encoded = sec1 == null ? pkcs8 : Sec1.toPkcs8(sec1, publicKey);
        return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private static byte @Nullable [] block(String text, String type) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(type))
                .findFirst()
                .map(block -> Base64.getMimeDecoder().decode(block.group(2)))
                .orElse(null);
    }

    private static String text(Path file) throws CredentialException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new CredentialException(file, "larger than that", "at most " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (CredentialException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new CredentialException(file, "missing", "a file that the server made when it first started", e);
        } catch (IOException e) {
            throw new CredentialException(file, "not readable", "a file that this process may read", e);
        }
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
