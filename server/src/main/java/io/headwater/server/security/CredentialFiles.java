package io.headwater.server.security;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two files every process of a host shares: the bearer token, and the certificate with its key.
 *
 * <p>Safe for use by many threads and many processes: a file appears whole or not at all, and whoever creates it first wins.
 */
public record CredentialFiles(Path token, Path certificate) {
    private static final int LONGEST_BYTES = 64 * 1024;
    private static final Pattern TOKEN = Pattern.compile("[!-~]{32,4096}");

    /** The files in {@code directory}, unless overridden; a certificate without a path of its own lies beside the token. */
    public static CredentialFiles in(Path directory, @Nullable Path token, @Nullable Path certificate) {
        Path tokenFile = token != null ? token : directory.resolve("auth_token");
        Path certificateFile = certificate != null ? certificate : tokenFile.resolveSibling("ipc_cert.pem");
        return new CredentialFiles(tokenFile, certificateFile);
    }

    public static CredentialFiles in(Path directory) {
        return in(directory, null, null);
    }

    /**
     * Creates whichever of the two is missing, readable by its owner alone. A file that is there is never touched, whatever it
     * holds.
     *
     * @throws CredentialException when a missing file cannot be created
     */
    public void createMissing(CredentialIssuer issuer) throws CredentialException {
        createMissing(token, issuer::token);
        createMissing(certificate, issuer::certificate);
    }

    /**
     * Reads both. Costs two small reads and one signature.
     *
     * @throws CredentialException when one is missing, unreadable or broken
     */
    Credentials load() throws CredentialException {
        return new Credentials(readToken(), readIdentity());
    }

    private String readToken() throws CredentialException {
        String text = read(token).strip();
        if (!TOKEN.matcher(text).matches()) {
            throw new CredentialException(
                    token,
                    text.length() + " characters",
                    "a token of at least 32 visible ASCII characters, without spaces",
                    "restore the file, or remove it and start again to create a new one");
        }
        return text;
    }

    private Identity readIdentity() throws CredentialException {
        try {
            return Identity.parse(read(certificate));
        } catch (GeneralSecurityException e) {
            throw new CredentialException(
                    certificate,
                    String.valueOf(e.getMessage()),
                    "a CERTIFICATE block, then its EC PRIVATE KEY block",
                    "restore the file, or remove it and start again to create a new one");
        }
    }

    /** A link, unlike a move, fails when the name is taken: the file of whoever was first stays. */
    private static void createMissing(Path file, Supplier<String> content) throws CredentialException {
        if (Files.exists(file, NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Path directory = Files.createDirectories(directoryOf(file));
            Path draft = Files.createTempFile(
                    directory,
                    "." + file.getFileName(),
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                writeDurably(draft, content.get());
                Files.createLink(file, draft);
            } catch (FileAlreadyExistsException _) {
                // Another process was first, and its file is the one to read.
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw CredentialException.of(file, "cannot be created", e);
        }
    }

    private static Path directoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("not a file name");
        }
        return directory;
    }

    private static void writeDurably(Path file, String content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static String read(Path file) throws CredentialException {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new IOException("not a regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(LONGEST_BYTES + 1);
                if (bytes.length > LONGEST_BYTES) {
                    throw new IOException("longer than " + LONGEST_BYTES + " bytes");
                }
                return new String(bytes, StandardCharsets.US_ASCII);
            }
        } catch (IOException e) {
            throw CredentialException.of(file, "cannot be read", e);
        }
    }
}
