package io.headwater.client.internal.cache;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/**
 * A file that is read and replaced as a whole. It is written beside its place under another name, and moved there only when all
 * of it is on the disk: whoever reads it finds the old contents or the new, never half of either. Readable by its owner alone.
 */
final class WholeFile {
    static final int MOST_BYTES = 64 << 20;

    /** No write takes this long: a file of ours that is older was left by a process that was killed. */
    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private final Path file;
    private final Path directory;
    private final String temporary;

    WholeFile(Path file) {
        this.file = file.toAbsolutePath();
        this.directory = parent(this.file);
        this.temporary = "." + file.getFileName() + ".";
    }

    private static Path parent(Path file) {
        var parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("cache: " + file + " (expected: a file)");
        }
        return parent;
    }

    byte[] read() throws IOException {
        var size = requireOurs().size();
        if (size > MOST_BYTES) {
            throw tooLarge(size);
        }
        try (var in = Files.newInputStream(file, NOFOLLOW_LINKS)) {
            return in.readNBytes(MOST_BYTES);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    void replace(byte[]... parts) throws IOException {
        long size = 0;
        for (var part : parts) {
            size += part.length;
        }
        if (size > MOST_BYTES) {
            throw tooLarge(size);
        }
        if (Files.exists(file, NOFOLLOW_LINKS)) {
            requireOurs();
        }
        try {
            Files.createDirectories(directory);
            var written = Files.createTempFile(directory, temporary, ".tmp");
            try {
                write(written, parts);
                removeAbandoned(Files.getLastModifiedTime(written));
                Files.move(written, file, ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw problem(
                    "cannot be written: " + reason(e),
                    "a directory that this process may write to, with room on its disk");
        }
    }

    private static void write(Path to, byte[]... parts) throws IOException {
        try (var channel = FileChannel.open(to, WRITE)) {
            for (var part : parts) {
                var buffer = ByteBuffer.wrap(part);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            channel.force(true);
        }
    }

    /** By the clock of the disk, which dated both. What cannot be removed now is left to the next save. */
    private void removeAbandoned(FileTime now) {
        try (var found = Files.newDirectoryStream(directory, this::isTemporary)) {
            for (var each : found) {
                var age = Duration.between(Files.getLastModifiedTime(each).toInstant(), now.toInstant());
                if (age.compareTo(ABANDONED) > 0) {
                    Files.deleteIfExists(each);
                }
            }
        } catch (IOException | DirectoryIteratorException gone) {
            // Another process saves here too.
        }
    }

    private boolean isTemporary(Path path) {
        var name = path.getFileName().toString();
        return name.startsWith(temporary) && name.endsWith(".tmp");
    }

    private BasicFileAttributes requireOurs() throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (found.isSymbolicLink()) {
            throw problem("is a symbolic link", "a file of its own; name the one that the link leads to");
        }
        if (found.isDirectory()) {
            throw problem("is a directory", "a file; name one inside the directory");
        }
        if (!found.isRegularFile()) {
            throw problem("is no regular file", "a file of its own");
        }
        return found;
    }

    private IOException unreadable(IOException cause) {
        return cause instanceof NoSuchFileException
                ? problem("is missing", "a file that an earlier run wrote")
                : problem("cannot be read: " + reason(cause), "a file that this process may read");
    }

    private IOException tooLarge(long size) {
        return problem("has " + size + " bytes", "at most " + MOST_BYTES);
    }

    IOException problem(String what, String expected) {
        return new IOException("cache: " + file + " " + what + " (expected: " + expected + ")");
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NotDirectoryException || cause instanceof FileAlreadyExistsException) {
            return "a part of its path is a file";
        }
        return cause instanceof FileSystemException inFiles && inFiles.getReason() != null
                ? inFiles.getReason()
                : String.valueOf(cause.getMessage());
    }
}
