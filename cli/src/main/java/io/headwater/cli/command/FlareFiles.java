package io.headwater.cli.command;

import io.headwater.cli.Exit;
import io.headwater.cli.Problem;
import io.headwater.cli.render.Printable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where collected files go: an archive, when the name says so, else a directory. Only the owner can read them, nothing
 * is overwritten, and nothing is written outside. An archive appears whole or not at all. Not thread-safe.
 */
abstract sealed class FlareFiles implements AutoCloseable {
    private static final Pattern SAFE =
            Pattern.compile("(?!.*(?:^|/)\\.{1,2}(?:/|$))[^/\\\\:\\p{Cntrl}]+(?:/[^/\\\\:\\p{Cntrl}]+)*");

    private long count;
    private long bytes;

    static FlareFiles to(Path out) throws IOException {
        return out.toString().endsWith(".zip") ? new Archive(out) : new Directory(out);
    }

    /** @throws Problem for a path that would leave the directory */
    final void put(String path, byte[] content) throws IOException {
        if (!SAFE.matcher(path).matches()) {
            throw new Problem(Exit.NO, "file: " + Printable.of(path) + " (expected: a relative path without \"..\")");
        }
        write(path, content);
        count++;
        bytes += content.length;
    }

    abstract void write(String path, byte[] content) throws IOException;

    /** Says that all is there; without it an archive is dropped. */
    abstract void keep() throws IOException;

    @Override
    public abstract void close() throws IOException;

    final long count() {
        return count;
    }

    final long bytes() {
        return bytes;
    }

    static Problem problem(Path out, Exception e) {
        var cause = e.getCause() == null ? e : e.getCause();
        var rule = switch (cause) {
            case FileAlreadyExistsException _ -> "a place where nothing is yet";
            case NoSuchFileException _ -> "a place in a directory that exists";
            default -> "a place that can be written: " + cause.getMessage();
        };
        return new Problem(Exit.NO, "--out: " + out + " (expected: " + rule + ")");
    }

    private static final class Archive extends FlareFiles {
        private final Path out;
        private final Path part;
        private final ZipOutputStream zip;

        Archive(Path out) throws IOException {
            if (Files.exists(out)) {
                throw new FileAlreadyExistsException(out.toString());
            }
            this.out = out;
            this.part = Files.createTempFile(parent(out), ".flare", ".part");
            this.zip = new ZipOutputStream(Files.newOutputStream(part));
        }

        @Override
        void write(String path, byte[] content) throws IOException {
            zip.putNextEntry(new ZipEntry(path));
            zip.write(content);
            zip.closeEntry();
        }

        @Override
        void keep() throws IOException {
            zip.close();
            Files.move(part, out);
        }

        @Override
        public void close() throws IOException {
            zip.close();
            Files.deleteIfExists(part);
        }
    }

    private static final class Directory extends FlareFiles {
        private final Path out;

        Directory(Path out) {
            this.out = out;
        }

        @Override
        void write(String path, byte[] content) throws IOException {
            var file = out.resolve(path);
            Files.createDirectories(parent(file));
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            var part = Files.createTempFile(parent(file), ".flare", ".part");
            try {
                Files.write(part, content);
                Files.move(part, file);
            } finally {
                Files.deleteIfExists(part);
            }
        }

        @Override
        void keep() {}

        @Override
        public void close() {}
    }

    private static Path parent(Path file) {
        @Nullable Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }
}
