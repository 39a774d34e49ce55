package io.headwater.server.agents;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;

/** A certificate as hosts share it, CA and leaf in one, made by the JDK's own tool, and a token beside it. */
record TestCredentials(X509Certificate certificate, PrivateKey key) {
    static final String TOKEN = "f".repeat(64);
    static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    static TestCredentials create(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        var file = directory.resolve("credentials-" + System.nanoTime() + ".p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "ipc",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "O=Test",
                        "-ext",
                        "bc:critical=ca:true",
                        "-ext",
                        "ku=digitalSignature,keyCertSign",
                        "-ext",
                        "eku=serverAuth,clientAuth",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(output);
        }
        var store = KeyStore.getInstance("PKCS12");
        try (var bytes = Files.newInputStream(file)) {
            store.load(bytes, "changeit".toCharArray());
        }
        return new TestCredentials((X509Certificate) store.getCertificate("ipc"), (PrivateKey)
                store.getKey("ipc", "changeit".toCharArray()));
    }

    SslContext client() throws IOException {
        return GrpcSslContexts.forClient()
                .keyManager(key, certificate)
                .trustManager(certificate)
                .build();
    }

    SslContext server() throws IOException {
        return GrpcSslContexts.configure(SslContextBuilder.forServer(key, certificate))
                .clientAuth(ClientAuth.REQUIRE)
                .trustManager(certificate)
                .build();
    }

    static CallCredentials token() {
        return new CallCredentials() {
            @Override
            public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
                var headers = new Metadata();
                headers.put(AUTHORIZATION, "Bearer " + TOKEN);
                applier.apply(headers);
            }
        };
    }
}
