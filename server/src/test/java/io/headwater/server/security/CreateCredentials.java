package io.headwater.server.security;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/** A process that gets ready, waits for a line on its input, creates what is missing and prints the fingerprint it ended with. */
final class CreateCredentials {
    private CreateCredentials() {}

    public static void main(String[] arguments) throws Exception {
        CredentialFiles files = CredentialFiles.in(Path.of(arguments[0]));
        CredentialIssuer issuer = new CredentialIssuer(new SecureRandom(), InstantSource.system(), List.of());
        issuer.certificate();
        System.out.println("ready");
        if (System.in.read() < 0) {
            return;
        }
        files.createMissing(issuer);
        System.out.println(files.load().fingerprint());
    }
}
