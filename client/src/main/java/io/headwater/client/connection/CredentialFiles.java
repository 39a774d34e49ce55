package io.headwater.client.connection;

import java.nio.file.Path;

/**
 * The two files that every process of a host shares.
 *
 * @param token the bearer token, one line
 * @param certificate a certificate and its key: root, server and client at once
 */
public record CredentialFiles(Path token, Path certificate) {
    /** The files that a server makes in its data directory. */
    public static CredentialFiles in(Path directory) {
        return new CredentialFiles(directory.resolve("auth_token"), directory.resolve("ipc_cert.pem"));
    }
}
