package io.headwater.bench;

import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** A directory's {@code auth_token} and {@code ipc_cert.pem}: one certificate that is authority, server and client alike. */
record Credentials(PrivateKey key, X509Certificate certificate, String token) {
    private static final String CERTIFICATE_FILE = "ipc_cert.pem";
    private static final String TOKEN_FILE = "auth_token";
    private static final String STORE_PASSWORD = "throwaway";

    /** What PKCS#8, the only form the JDK reads, puts before a SEC1 key for P-256 of this length. */
    private static final String PKCS8_PREFIX = "308193020100301306072a8648ce3d020106082a8648ce3d0301070479";

    private static final int SEC1_LENGTH = 0x79;

    static Credentials read(Path directory) throws IOException, GeneralSecurityException {
        var pem = Files.readString(directory.resolve(CERTIFICATE_FILE));
        var certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(block(pem, "CERTIFICATE")));
        var key = pem.contains("BEGIN EC PRIVATE KEY")
                ? toPkcs8(block(pem, "EC PRIVATE KEY"))
                : block(pem, "PRIVATE KEY");
        return new Credentials(
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                certificate,
                Files.readString(directory.resolve(TOKEN_FILE)));
    }

    /** Makes a pair for servers that have none of their own; {@code keytool} signs, as the JDK has no public API that does. */
    static void create(Path directory) throws IOException, GeneralSecurityException {
        var store = directory.resolve("keys.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "bench",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "O=Headwater benchmark",
                        "-validity",
                        "7",
                        "-ext",
                        "bc:critical=ca:true",
                        "-ext",
                        "eku=serverAuth,clientAuth",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile());
        if (keytool.start().onExit().join().exitValue() != 0) {
            throw new IOException("keytool failed: " + Files.readString(directory.resolve("keytool.log")));
        }
        var keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
        var pem = pem("CERTIFICATE", keys.getCertificate("bench").getEncoded())
                + pem(
                        "PRIVATE KEY",
                        keys.getKey("bench", STORE_PASSWORD.toCharArray()).getEncoded());
        Files.writeString(directory.resolve(CERTIFICATE_FILE), pem);
        Files.writeString(directory.resolve(TOKEN_FILE), "0".repeat(64));
    }

    SslContext serverTls() throws IOException {
        return SslContextBuilder.forServer(key, certificate)
                .trustManager(certificate)
                .clientAuth(ClientAuth.REQUIRE)
                .sslProvider(SslProvider.OPENSSL)
                .applicationProtocolConfig(alpn())
                .build();
    }

    SslContext clientTls() throws IOException {
        return SslContextBuilder.forClient()
                .keyManager(key, certificate)
                .trustManager(certificate)
                .endpointIdentificationAlgorithm(null)
                .sslProvider(SslProvider.OPENSSL)
                .applicationProtocolConfig(alpn())
                .build();
    }

    private static ApplicationProtocolConfig alpn() {
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2);
    }

    private static byte[] toPkcs8(byte[] sec1) throws GeneralSecurityException {
        if (sec1.length != SEC1_LENGTH) {
            throw new GeneralSecurityException(
                    "EC PRIVATE KEY: " + sec1.length + " bytes (expected: a P-256 key of " + SEC1_LENGTH + ")");
        }
        var prefix = HexFormat.of().parseHex(PKCS8_PREFIX);
        var pkcs8 = new byte[prefix.length + sec1.length];
        System.arraycopy(prefix, 0, pkcs8, 0, prefix.length);
        System.arraycopy(sec1, 0, pkcs8, prefix.length, sec1.length);
        return pkcs8;
    }

    private static byte[] block(String pem, String label) throws GeneralSecurityException {
        var found = Pattern.compile("-----BEGIN " + label + "-----(.+?)-----END " + label + "-----", Pattern.DOTALL)
                .matcher(pem);
        if (!found.find()) {
            throw new GeneralSecurityException(CERTIFICATE_FILE + ": no " + label + " block");
        }
        return Base64.getMimeDecoder().decode(found.group(1));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }
}
