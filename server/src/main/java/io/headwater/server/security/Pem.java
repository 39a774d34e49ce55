package io.headwater.server.security;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** PEM blocks in the one form that fingerprints are made of: 64 columns, {@code \n}, no headers, nothing between blocks. */
final class Pem {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String SEC1 = "EC PRIVATE KEY";

    private Pem() {}

    static String write(PemObject... blocks) {
        Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
        StringBuilder text = new StringBuilder();
        for (PemObject block : blocks) {
            text.append("-----BEGIN ").append(block.getType()).append("-----\n");
            text.append(base64.encodeToString(block.getContent())).append('\n');
            text.append("-----END ").append(block.getType()).append("-----\n");
        }
        return text.toString();
    }

    /**
     * The blocks of a text, in order; none when it holds none.
     *
     * @throws IOException when a block is broken
     */
    static List<PemObject> read(String text) throws IOException {
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(text))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
        }
        return blocks;
    }
}
