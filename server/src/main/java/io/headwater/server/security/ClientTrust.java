package io.headwater.server.security;

import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSslCertificateException;
import io.grpc.netty.shaded.io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.grpc.netty.shaded.io.netty.internal.tcnative.CertificateVerifier;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The JDK's verification of client certificates, with two additions: who is turned away by BoringSSL gets the alert "unknown
 * authority" rather than "internal error", and the server hears of it, since no call ever will.
 */
final class ClientTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager verification;
    private final Consumer<X509Certificate> untrusted;

    ClientTrust(List<X509Certificate> trusted, Consumer<X509Certificate> untrusted) throws GeneralSecurityException {
        this.verification = verification(trusted);
        this.untrusted = untrusted;
    }

    private static X509ExtendedTrustManager verification(List<X509Certificate> trusted)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(keyStore(trusted));
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static KeyStore keyStore(List<X509Certificate> trusted) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        for (X509Certificate certificate : trusted) {
            store.setCertificateEntry(String.valueOf(store.size()), certificate);
        }
        return store;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            verification.checkClientTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            untrusted.accept(chain[0]);
            throw engine instanceof ReferenceCountedOpenSslEngine ? unknownAuthority(e) : e;
        }
    }

    /** Of use to BoringSSL alone: the code's class does not even load without its native library. */
    private static CertificateException unknownAuthority(CertificateException cause) {
        return new OpenSslCertificateException(
                cause.getMessage(), cause, CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        verification.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        verification.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        verification.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        verification.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        verification.checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return verification.getAcceptedIssuers();
    }
}
