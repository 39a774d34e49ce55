package io.headwater.client.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.headwater.client.connection.CredentialException;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.client.connection.Credentials;
import io.headwater.client.connection.CurrentCredentials;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The host's credentials on the side that is called. A handshake presents the certificate that the file holds at that moment and
 * asks for the same one of the caller; after a rotation the certificates and tokens before it are accepted for the overlap, since
 * a caller may notice later. While the files cannot be used, the last ones that could stay.
 *
 * <p>Safe from any thread. A handshake and a call cost two stats.
 */
final class ServingCredentials {
    /** A file rewritten at every look must not make the trust grow without bound. */
    private static final int ACCEPTED_AT_MOST = 8;

    private final CurrentCredentials files;
    private final Duration overlap;
    private final LongSupplier nanos;
    private List<Accepted> accepted;

    /** The newest is never retired. */
    private record Accepted(Credentials credentials, String alias, long until) {}

    /**
     * @param overlap how long rotated credentials are accepted
     * @param nanos a clock that never jumps, such as {@link System#nanoTime}
     * @throws CredentialException when the files cannot be used
     */
    ServingCredentials(CredentialFiles files, Duration overlap, LongSupplier nanos) throws CredentialException {
        this.files = new CurrentCredentials(files);
        this.overlap = overlap;
        this.nanos = nanos;
        this.accepted = List.of(new Accepted(this.files.get(), "1", 0));
    }

    /** What a server needs; it follows the files for as long as the server runs. */
    ServerCredentials tls() {
        return TlsServerCredentials.newBuilder()
                .keyManager(new Keys())
                .trustManager(new Trust())
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    /** Takes the same time for every wrong token of a length. */
    boolean acceptsToken(String presented) {
        var bytes = presented.getBytes(UTF_8);
        boolean accepts = false;
        for (var each : accepted()) {
            accepts |= MessageDigest.isEqual(each.credentials.token().getBytes(UTF_8), bytes);
        }
        return accepts;
    }

    /** What is accepted now, the newest first. */
    private synchronized List<Accepted> accepted() {
        long now = nanos.getAsLong();
        var newest = accepted.get(0);
        var current = current(newest.credentials);
        var after = new ArrayList<Accepted>();
        if (!current.equals(newest.credentials)) {
            after.add(new Accepted(current, Long.toString(Long.parseLong(newest.alias) + 1), 0));
            after.add(new Accepted(newest.credentials, newest.alias, now + overlap.toNanos()));
        } else {
            after.add(newest);
        }
        accepted.stream().skip(1).filter(retired -> now - retired.until < 0).forEach(after::add);
        accepted = List.copyOf(after.subList(0, Math.min(after.size(), ACCEPTED_AT_MOST)));
        return accepted;
    }

    private Credentials current(Credentials otherwise) {
        try {
            return files.get();
        } catch (CredentialException e) {
            return otherwise;
        }
    }

    /** An alias stands for one pair of certificate and key, so that a rotation in the middle of a handshake cannot mix two. */
    private final class Keys extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return alias(keyType);
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return alias(keyType);
        }

        private @Nullable String alias(String keyType) {
            var newest = accepted().get(0);
            return newest.credentials.key().getAlgorithm().equals(keyType) ? newest.alias : null;
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            var alias = alias(keyType);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            var credentials = find(alias);
            return credentials == null ? null : new X509Certificate[] {credentials.certificate()};
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            var credentials = find(alias);
            return credentials == null ? null : credentials.key();
        }

        private @Nullable Credentials find(String alias) {
            return accepted().stream()
                    .filter(each -> each.alias.equals(alias))
                    .map(Accepted::credentials)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }

    /** Accepts the one certificate that the processes of a host share: that very one, and while it is valid. */
    private final class Trust extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            var presented = chain[0];
            if (accepted().stream()
                    .noneMatch(each -> each.credentials.certificate().equals(presented))) {
                throw new CertificateException("certificate: another one (expected: the one that this host shares)");
            }
            presented.checkValidity();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("a server (expected: a client)");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return accepted().stream()
                    .map(each -> each.credentials.certificate())
                    .distinct()
                    .toArray(X509Certificate[]::new);
        }
    }
}
