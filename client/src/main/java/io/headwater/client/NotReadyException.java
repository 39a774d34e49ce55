package io.headwater.client;

/** The initial snapshot did not arrive in time. The message says what was tried and what to do next. */
public final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1;

    public NotReadyException(String message) {
        super(message);
    }
}
