package io.headwater.cli.loopback;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** Credential files as a server writes them, made with the JDK's own keytool. */
final class TestCredentials {
    private static final char[] PASSWORD = "password".toCharArray();
    /** An ECPrivateKey of P-256 with neither parameters nor public key; it ends a PKCS#8 key of the JDK. */
    private static final int SEC1_BYTES = 39;

    private TestCredentials() {}

    static void write(Path data, String token) {
        try {
            var store = Files.createTempDirectory(data, "keys").resolve("keys.p12");
            keytool(store);
            var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
            var pkcs8 = keys.getKey("ipc", PASSWORD).getEncoded();
            var sec1 = Arrays.copyOfRange(pkcs8, pkcs8.length - SEC1_BYTES, pkcs8.length);
            var pem = block("CERTIFICATE", keys.getCertificate("ipc").getEncoded()) + block("EC PRIVATE KEY", sec1);
            Files.writeString(data.resolve("ipc_cert.pem"), pem);
            Files.writeString(data.resolve("auth_token"), token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path store) throws IOException {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "ipc",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "O=Headwater test",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-ext",
                        "bc:critical=ca:true",
                        "-ext",
                        "ku=digitalSignature,keyCertSign",
                        "-ext",
                        "eku=serverAuth,clientAuth",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1,ip:::1")
                .redirectErrorStream(true)
                .start();
        try {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String block(String type, byte[] der) {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
