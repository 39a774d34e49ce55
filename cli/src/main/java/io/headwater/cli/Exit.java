package io.headwater.cli;

/** The codes a verb ends with; scripts rely on them. */
public final class Exit {
    public static final int DONE = 0;
    /** The answer is no, or a check failed. */
    public static final int NO = 1;

    public static final int USAGE = 2;
    public static final int UNREACHABLE = 3;
    /** The server does not accept the caller's credentials. */
    public static final int REFUSED = 4;

    private Exit() {}
}
