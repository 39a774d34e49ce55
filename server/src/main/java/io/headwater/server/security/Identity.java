package io.headwater.server.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate and the private key that belongs to it; {@code pem} is both, in canonical form, and is secret. */
record Identity(X509Certificate certificate, PrivateKey key, String pem) {

    /**
     * Reads a {@code CERTIFICATE} block followed by an {@code EC PRIVATE KEY} block, and proves that they are a pair.
     *
     * @throws GeneralSecurityException saying which part is wrong
     */
    static Identity parse(String pem) throws GeneralSecurityException {
        PemObject[] blocks = blocks(pem);
        X509Certificate certificate = certificate(blocks[0].getContent());
        PrivateKey key = key(blocks[1].getContent());
        if (!matches(certificate, key)) {
            throw new GeneralSecurityException("the private key is not the certificate's");
        }
        return new Identity(certificate, key, Pem.write(blocks));
    }

    @Override
    public String toString() {
        return "Identity[" + certificate.getSubjectX500Principal() + ", serial "
                + certificate.getSerialNumber().toString(16) + "]";
    }

    private static PemObject[] blocks(String pem) throws GeneralSecurityException {
        List<PemObject> blocks;
        try {
            blocks = Pem.read(pem);
        } catch (IOException | RuntimeException _) {
            throw new GeneralSecurityException("a broken PEM block");
        }
        List<String> types = blocks.stream().map(PemObject::getType).toList();
        if (!types.equals(List.of(Pem.CERTIFICATE, Pem.SEC1))) {
            throw new GeneralSecurityException(types.isEmpty() ? "no PEM block" : "PEM blocks " + types);
        }
        return blocks.toArray(PemObject[]::new);
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /** The JDK reads only PKCS#8, so the SEC1 structure is wrapped. */
    private static PrivateKey key(byte[] sec1) throws GeneralSecurityException {
        try {
            ECPrivateKey key = ECPrivateKey.getInstance(sec1);
            PrivateKeyInfo pkcs8 = new PrivateKeyInfo(
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8.getEncoded()));
        } catch (IOException | RuntimeException _) {
            // The cause may quote the key.
            throw new GeneralSecurityException("a broken private key");
        }
    }

    private static boolean matches(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        byte[] probe = "headwater".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(probe);
        return signature.verify(signed);
    }
}
