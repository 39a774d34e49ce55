package io.headwater.client.connection;

import java.io.IOException;
import java.nio.file.Path;

/** A credential file cannot be used. The message is {@code file: value (expected: rule)} and shows nothing of what the file holds. */
public final class CredentialException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final String rule;

    /**
     * @param value how the file is, such as {@code missing}; never what it holds
     * @param rule how it is to be
     */
    public CredentialException(Path file, String value, String rule) {
        super(file + ": " + value + " (expected: " + rule + ")");
        this.file = file.toString();
        this.rule = rule;
    }

    public Path file() {
        return Path.of(file);
    }

    public String rule() {
        return rule;
    }
}
