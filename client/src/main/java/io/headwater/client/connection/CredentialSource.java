package io.headwater.client.connection;

/**
 * Where a {@link Dialer} takes what it shows: {@link CurrentCredentials} for files that rotate, {@code () -> credentials} for some
 * that do not. Asked for every connection and every call, from any thread, so an answer is at hand.
 */
@FunctionalInterface
public interface CredentialSource {
    /**
     * What to show now.
     *
     * @throws CredentialException when there is nothing to show
     */
    Credentials get() throws CredentialException;
}
