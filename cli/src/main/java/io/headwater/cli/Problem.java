package io.headwater.cli;

import java.util.List;

/** Why a verb stopped, said to a person: one line {@code name: value (expected: rule)}, then what to do next. */
public final class Problem extends RuntimeException {
    private final int exit;
    private final List<String> next;

    /**
     * @param exit a code of {@link Exit}
     * @param next what to do about it, a line each
     */
    public Problem(int exit, String message, String... next) {
        super(message);
        this.exit = exit;
        this.next = List.of(next);
    }

    /** The first line. */
    public String said() {
        return String.valueOf(getMessage());
    }

    public int exit() {
        return exit;
    }

    public List<String> next() {
        return next;
    }
}
