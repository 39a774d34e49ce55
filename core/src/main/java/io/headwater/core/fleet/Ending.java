package io.headwater.core.fleet;

/** Why a session ended. */
public enum Ending {
    /** Its client was silent for too long. */
    IDLE,
    /** Its client answered a call in a way that shows it is no longer the one that registered. */
    UNHEALTHY,
    /** The same process registered again. */
    REPLACED,
    /** Its client said that it leaves. */
    LEFT,
    /** The server stops. */
    STOPPED
}
