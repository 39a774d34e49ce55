package io.headwater.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class Sec1Test {
    /** Made for this test with openssl, as Go and openssl write one: curve and public key included. */
    private static final String KEY =
            "MHcCAQEEIGdwEQexiYrV9jXw9Luio8aQmSjitemBAknFzJHd/HNPoAoGCCqGSM49AwEHoUQDQgAEdC/eRpcPyHF69BDq1SawlHQT9MFW"
                    + "zs3Dhri/dU+rsbm0Bvk/rxsVlq8cpHZM8N2hFeAyEl5E+xhmlYG/kP6Ktg==";

    private static final String PUBLIC_KEY =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdC/eRpcPyHF69BDq1SawlHQT9MFWzs3Dhri/dU+rsbm0Bvk/rxsVlq8cpHZM8N2hFeAy"
                    + "El5E+xhmlYG/kP6Ktg==";

    @Test
    void theJdkReadsItAndItIsTheSameKey() throws GeneralSecurityException {
        var keys = KeyFactory.getInstance("EC");
        var publicKey =
                keys.generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(PUBLIC_KEY)));

        var pkcs8 = Sec1.toPkcs8(Base64.getDecoder().decode(KEY), publicKey);

        var message = "headwater".getBytes(StandardCharsets.US_ASCII);
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        signature.update(message);
        var signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(message);
        assertThat(signature.verify(signed)).isTrue();
    }
}
