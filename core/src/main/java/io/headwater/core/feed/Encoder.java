package io.headwater.core.feed;

/** Makes a face's wire bytes. Compared by identity: a face keeps one instance, so that all its streams share what it made. */
@FunctionalInterface
public interface Encoder<T> {
    byte[] encode(T subject);
}
