package io.headwater.bench;

import java.io.IOException;

/** What the load said: {@code name=number} pairs. */
record Answer(String text) {
    int get(String name) throws IOException {
        for (var pair : text.split(" ", -1)) {
            if (pair.startsWith(name + "=")) {
                return Integer.parseInt(pair.substring(name.length() + 1));
            }
        }
        throw new IOException("answer: " + text + " (expected: a number for " + name + ")");
    }
}
