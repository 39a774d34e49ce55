package io.headwater.testkit;

/** How a {@link ScriptedAgent} answers a server that asks it for its status. */
public enum StatusAnswer {
    /** With its session in the response's headers, as it must. */
    RIGHT,
    /** With a session that is somebody else's. */
    WRONG_SESSION,
    /** With no session. */
    NO_SESSION,
    /** With its session, twice. */
    SESSION_TWICE,
    /** Never. */
    NEVER
}
