package io.headwater.core.feed;

import org.jspecify.annotations.Nullable;

/**
 * Something that many readers send. Its wire bytes are made when the first of them asks, once per encoder, and kept beside
 * it for as long as it lives. Safe from any thread; callers must not write to the array they get.
 */
public abstract sealed class Shared<S extends Shared<S>> permits Entry, Change, Snapshot {
    private volatile @Nullable Encoded encoded;

    /** Its bytes as {@code encoder} makes them. The first call costs the encoding, later ones a field read. */
    public final byte[] encodedBy(Encoder<? super S> encoder) {
        var known = find(encoder);
        return known != null ? known : encodeOnce(encoder);
    }

    private synchronized byte[] encodeOnce(Encoder<? super S> encoder) {
        var known = find(encoder);
        if (known != null) {
            return known;
        }
        var bytes = encoder.encode(self());
        encoded = new Encoded(encoder, bytes, encoded);
        return bytes;
    }

    @SuppressWarnings("ReferenceEquality") // an encoder is who it is
    private byte @Nullable [] find(Encoder<? super S> encoder) {
        for (var each = encoded; each != null; each = each.next) {
            if (each.by == encoder) {
                return each.bytes;
            }
        }
        return null;
    }

    abstract S self();

    @SuppressWarnings("ArrayRecordComponent") // never compared: a private link of this list
    private record Encoded(
            Encoder<?> by, byte[] bytes, @Nullable Encoded next) {}
}
