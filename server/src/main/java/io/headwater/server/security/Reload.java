package io.headwater.server.security;

/** What looking at the credential files again came to. */
public sealed interface Reload {
    /** The files hold what is in use. */
    record Unchanged() implements Reload {}

    /** New credentials are in use; the ones before them are still accepted for the overlap. */
    record Rotated(String fingerprint) implements Reload {}

    /** The files cannot be used; the last good credentials stay in use. */
    record Failed(CredentialException cause) implements Reload {}
}
