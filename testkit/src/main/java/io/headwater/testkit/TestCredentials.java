package io.headwater.testkit;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.headwater.server.security.CredentialFiles;
import io.headwater.server.security.CredentialIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/**
 * The two files that every process of a host shares, {@code auth_token} and {@code ipc_cert.pem}, made by the product's own
 * issuer. The certificate is its own authority, so a new one is a new authority.
 *
 * <p>Safe from any thread. Whoever makes the directory removes it. Every method throws {@link UncheckedIOException} when the
 * disk says no.
 *
 * @param directory where the two files lie
 */
public record TestCredentials(Path directory) {
    /** Credentials in a directory, created with it where they are missing. */
    public static TestCredentials in(Path directory) {
        return in(directory, InstantSource.system());
    }

    /** A pair that fits, whose certificate has run out: both sides may hold it, and neither may accept it. */
    public static TestCredentials expired(Path directory) {
        var now = InstantSource.system().instant();
        return in(directory, InstantSource.fixed(now.minus(CredentialIssuer.VALIDITY.plusDays(1))));
    }

    private static TestCredentials in(Path directory, InstantSource clock) {
        try {
            CredentialFiles.in(directory).createMissing(new CredentialIssuer(new SecureRandom(), clock, List.of()));
            return new TestCredentials(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of the bearer token. */
    public Path token() {
        return CredentialFiles.in(directory).token();
    }

    /** The file of the certificate and its key. */
    public Path certificate() {
        return CredentialFiles.in(directory).certificate();
    }

    /**
     * What the {@code datadog.yaml} of a process says that is to find a server with these credentials.
     *
     * @param address {@code HOST:PORT}
     */
    public String clientConfig(String address) {
        int colon = address.lastIndexOf(':');
        return """
                cmd_host: "%s"
                cmd_port: %s
                auth_token_file_path: "%s"
                ipc_cert_file_path: "%s"
                """.formatted(address.substring(0, colon), address.substring(colon + 1), token(), certificate());
    }

    /** A stranger's: the same token, with a certificate that nobody here trusts. */
    public TestCredentials withAnotherCertificate(Path otherDirectory) {
        return copiedTo(otherDirectory, token());
    }

    /** An impostor's: the same certificate, with a token that nobody here gave out. */
    public TestCredentials withAnotherToken(Path otherDirectory) {
        return copiedTo(otherDirectory, certificate());
    }

    private TestCredentials copiedTo(Path otherDirectory, Path kept) {
        try {
            Files.createDirectories(otherDirectory);
            Files.copy(kept, otherDirectory.resolve(kept.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return in(otherDirectory);
    }

    /** Puts new ones in the place of these, each file at once and whole, as an operator would. Readers notice in their own time. */
    public void rotate() {
        try {
            var fresh = in(Files.createTempDirectory(directory, ".rotation"));
            Files.move(fresh.certificate(), certificate(), ATOMIC_MOVE, REPLACE_EXISTING);
            Files.move(fresh.token(), token(), ATOMIC_MOVE, REPLACE_EXISTING);
            Files.delete(fresh.directory());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
