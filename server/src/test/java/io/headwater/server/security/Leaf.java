package io.headwater.server.security;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A client certificate that an authority signed, as a cluster's own authority does. */
final class Leaf {
    private Leaf() {}

    static Identity signedBy(Identity authority) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        Date start = authority.certificate().getNotBefore();
        return new Identity(
                new JcaX509CertificateConverter()
                        .getCertificate(new JcaX509v3CertificateBuilder(
                                        authority.certificate(),
                                        BigInteger.valueOf(0x1eaf),
                                        start,
                                        Date.from(start.toInstant().plus(Duration.ofDays(3650))),
                                        new X500Name("CN=leaf"),
                                        keys.getPublic())
                                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key()))),
                keys.getPrivate(),
                "");
    }
}
