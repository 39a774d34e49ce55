package io.headwater.server.security;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * Makes what the two credential files hold. The certificate is authority, server and client at once, because every process of a
 * host shares it: self-signed, P-256, good for {@link #VALIDITY}, for the loopback names and any extra ones.
 *
 * <p>Safe for use by many threads. Issuing costs about a millisecond once warm.
 */
public final class CredentialIssuer {
    public static final Duration VALIDITY = Duration.ofDays(50 * 365);

    private static final X500Name SUBJECT = new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.O, "Datadog, Inc.")
            .build();
    private static final Pattern DNS_NAME = Pattern.compile("(\\*\\.)?[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

    private final SecureRandom random;
    private final InstantSource clock;
    private final GeneralNames names;

    /**
     * @param extraNames addresses and DNS names the certificate is good for besides {@code localhost}, {@code 127.0.0.1} and
     *     {@code ::1}
     */
    public CredentialIssuer(SecureRandom random, InstantSource clock, List<String> extraNames) {
        this.random = random;
        this.clock = clock;
        this.names = new GeneralNames(Stream.concat(Stream.of("localhost", "127.0.0.1", "::1"), extraNames.stream())
                .distinct()
                .map(CredentialIssuer::generalName)
                .toArray(GeneralName[]::new));
    }

    /** 32 random bytes as 64 hexadecimal digits. */
    String token() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A new key and its certificate, as PEM: the certificate, then the key in SEC1 form, the only one the Go side reads. */
    String certificate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            return Pem.write(
                    new PemObject(Pem.CERTIFICATE, selfSigned(keys).getEncoded()), new PemObject(Pem.SEC1, sec1(keys)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("no certificate can be issued: " + e.getMessage(), e);
        }
    }

    private X509CertificateHolder selfSigned(KeyPair keys)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        Instant now = clock.instant();
        return new JcaX509v3CertificateBuilder(
                        SUBJECT,
                        new BigInteger(128, random),
                        Date.from(now),
                        Date.from(now.plus(VALIDITY)),
                        SUBJECT,
                        keys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .addExtension(
                        Extension.keyUsage,
                        true,
                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.digitalSignature | KeyUsage.cRLSign))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                }))
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()))
                .addExtension(Extension.subjectAlternativeName, false, names)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
    }

    /** The JDK leaves the curve out of the inner key structure; Go finds it nowhere else. */
    private static byte[] sec1(KeyPair keys) throws IOException {
        DERBitString publicKey = (DERBitString)
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()).getPublicKeyData();
        return new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256, ((ECPrivateKey) keys.getPrivate()).getS(), publicKey, SECObjectIdentifiers.secp256r1)
                .getEncoded();
    }

    private static GeneralName generalName(String name) {
        if (IPAddress.isValid(name)) {
            return new GeneralName(GeneralName.iPAddress, name);
        }
        if (DNS_NAME.matcher(name).matches()) {
            return new GeneralName(GeneralName.dNSName, name);
        }
        throw new IllegalArgumentException(
                "certificate name: \"" + name + "\" (expected: an IP address or a DNS name)");
    }
}
