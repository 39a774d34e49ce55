package io.headwater.core.fleet;

/** What became of a registration. Messages are meant for the client. */
public sealed interface Admission {
    record Granted(Session session) implements Admission {}

    /** The client has to say something else. */
    record Invalid(String message) implements Admission {}

    /** The client may try again once others have gone. */
    record Full(String message) implements Admission {}
}
