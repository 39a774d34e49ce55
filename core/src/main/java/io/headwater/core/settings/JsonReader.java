package io.headwater.core.settings;

import java.util.Optional;

/** Reads JSON text. Safe from any thread. */
@FunctionalInterface
public interface JsonReader {
    /** What the text says, or nothing when it is not one JSON value. Never throws, whatever the text. */
    Optional<Value> read(String text);
}
