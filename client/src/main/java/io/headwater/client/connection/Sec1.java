package io.headwater.client.connection;

import java.io.ByteArrayOutputStream;
import java.security.PublicKey;
import java.util.Arrays;

/** The form in which the credential file holds its key, and the form the JDK reads. */
final class Sec1 {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;

    private Sec1() {}

    /**
     * The same key as PKCS#8.
     *
     * @param key a SEC1 {@code ECPrivateKey}
     * @param publicKey the certificate's, which names the algorithm and the curve
     */
    static byte[] toPkcs8(byte[] key, PublicKey publicKey) {
        return tlv(SEQUENCE, tlv(INTEGER, new byte[] {0}), algorithm(publicKey.getEncoded()), tlv(OCTET_STRING, key));
    }

    /** The first element inside a SubjectPublicKeyInfo. */
    private static byte[] algorithm(byte[] info) {
        var start = headerLength(info, 0);
        return Arrays.copyOfRange(info, start, start + headerLength(info, start) + contentLength(info, start));
    }

    private static int headerLength(byte[] der, int at) {
        return der[at + 1] >= 0 ? 2 : 2 + (der[at + 1] & 0x7F);
    }

    private static int contentLength(byte[] der, int at) {
        if (der[at + 1] >= 0) {
            return der[at + 1];
        }
        var length = 0;
        for (var i = 2; i < headerLength(der, at); i++) {
            length = (length << 8) | (der[at + i] & 0xFF);
        }
        return length;
    }

    private static byte[] tlv(int tag, byte[]... contents) {
        var length = Arrays.stream(contents).mapToInt(content -> content.length).sum();
        var der = new ByteArrayOutputStream(length + 4);
        der.write(tag);
        if (length > 0xFF) {
            der.write(0x82);
            der.write(length >> 8);
        } else if (length > 0x7F) {
            der.write(0x81);
        }
        der.write(length);
        for (var content : contents) {
            der.writeBytes(content);
        }
        return der.toByteArray();
    }
}
