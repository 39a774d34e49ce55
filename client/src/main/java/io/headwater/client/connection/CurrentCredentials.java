package io.headwater.client.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that the files hold now, so that a process lives through their rotation. Each look costs two stats, and a
 * reading when a file's time, size or identity is another. While the files cannot be used, the last ones that could are kept.
 *
 * <p>Safe from any thread.
 */
public final class CurrentCredentials implements CredentialSource {
    private static final System.Logger LOG = System.getLogger(CurrentCredentials.class.getName());

    private final CredentialFiles files;
    private List<String> stamps = List.of();
    private @Nullable Credentials lastGood;

    public CurrentCredentials(CredentialFiles files) {
        this.files = files;
    }

    /**
     * What to show now.
     *
     * @throws CredentialException when the files cannot be used, and never could
     */
    @Override
    public synchronized Credentials get() throws CredentialException {
        var before = lastGood;
        var now = List.of(stamp(files.token()), stamp(files.certificate()));
        if (before != null && now.equals(stamps)) {
            return before;
        }
        try {
            lastGood = Credentials.read(files);
            stamps = now;
            return lastGood;
        } catch (CredentialException e) {
            if (before == null) {
                throw e;
            }
            if (!now.equals(stamps)) {
                LOG.log(System.Logger.Level.WARNING, "{0}; the credentials read before stay in use", e.getMessage());
            }
            stamps = now;
            return before;
        }
    }

    private static String stamp(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }
}
