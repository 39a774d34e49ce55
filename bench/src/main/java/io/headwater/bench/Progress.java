package io.headwater.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says what is being done, one line each with the time since the start, and keeps what went wrong. */
final class Progress {
    private final PrintStream out;
    private final long started = System.nanoTime();
    private final List<String> failures = new ArrayList<>();

    Progress(PrintStream out) {
        this.out = out;
    }

    @FunctionalInterface
    interface Part {
        void run() throws IOException, GeneralSecurityException;
    }

    /** Does a part of the work whose failure does not spoil the others. */
    void part(String name, Part part) {
        step(name);
        try {
            part.run();
        } catch (IOException | GeneralSecurityException e) {
            failures.add(name + ": " + e.getMessage());
            step("failed: " + failures.getLast());
        }
    }

    void step(String what) {
        var passed = Duration.ofNanos(System.nanoTime() - started);
        out.printf("[%2d:%02d] %s%n", passed.toMinutes(), passed.toSecondsPart(), what);
    }

    List<String> failures() {
        return failures;
    }
}
