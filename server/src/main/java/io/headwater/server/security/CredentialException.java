package io.headwater.server.security;

import java.io.IOException;
import java.nio.file.Path;

/** A credential file cannot be used. The message names the file, the rule and the next step, and never what the file holds. */
public final class CredentialException extends IOException {
    private CredentialException(String message, Throwable cause) {
        super(message, cause);
    }

    CredentialException(Path file, String found, String expected, String next) {
        super("%s: %s (expected: %s)%n  %s".formatted(file, found, expected, next));
    }

    /** A failure of the file system, told by its kind and reason. */
    static CredentialException of(Path file, String attempt, IOException cause) {
        return new CredentialException(
                "%s: %s: %s (expected: a file this process may read, in a directory that can hold it)%n  %s"
                        .formatted(
                                file,
                                attempt,
                                describe(cause),
                                "check the owner and the permissions of the file and its directory"),
                cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    private static String describe(IOException cause) {
        return cause.getClass().getSimpleName() + " " + cause.getMessage();
    }
}
