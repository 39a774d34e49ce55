package io.headwater.client.connection;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A credential file cannot be used. The message is {@code file: value (expected: rule)} and shows nothing of what the file holds. The
 * cause is there when the file cannot be read at all: a {@link java.nio.file.NoSuchFileException} when it is missing.
 */
public final class CredentialException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final String rule;

    /**
     * @param value how the file is, such as {@code missing}; never what it holds
     * @param rule how it is to be
     */
    public CredentialException(Path file, String value, String rule) {
        super(said(file, value, rule));
        this.file = file.toString();
        this.rule = rule;
    }

    /** The same for a file that cannot be read, and why. */
    CredentialException(Path file, String value, String rule, IOException cause) {
        super(said(file, value, rule), cause);
        this.file = file.toString();
        this.rule = rule;
    }

    private static String said(Path file, String value, String rule) {
        return file + ": " + value + " (expected: " + rule + ")";
    }

    public Path file() {
        return Path.of(file);
    }

    public String rule() {
        return rule;
    }
}
