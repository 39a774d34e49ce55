package io.headwater.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What a process must hold to speak to the others of its host. Printing it shows the fingerprint and nothing else. */
record Credentials(String token, Identity identity) {

    /**
     * Sixteen hexadecimal digits that are equal in two processes exactly when their credentials are: the head of SHA-256 over
     * token, certificate and key. It reveals none of them.
     */
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((token + identity.pem()).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In constant time, so that a wrong token cannot be improved digit by digit. */
    boolean accepts(String presented) {
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Credentials[" + fingerprint() + "]";
    }
}
