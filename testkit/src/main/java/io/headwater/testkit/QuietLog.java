package io.headwater.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** A server's log among the output of somebody's tests: errors only, unless they said what they want to see. */
final class QuietLog {
    private static final String SERVER = "io.headwater";
    private static final String LEVEL = "HEADWATER_LOG_LEVEL";

    /** Held, since the JDK forgets the level of a logger that nobody holds. It tells of every stream that is cut short. */
    private static final java.util.logging.Logger TRANSPORT =
            java.util.logging.Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");

    private QuietLog() {}

    static void unlessAskedFor() {
        if (System.getProperty(LEVEL) != null || System.getenv(LEVEL) != null) {
            return;
        }
        if (TRANSPORT.getLevel() == null) {
            TRANSPORT.setLevel(java.util.logging.Level.SEVERE);
        }
        if (LoggerFactory.getLogger(SERVER) instanceof Logger logger && logger.getLevel() == null) {
            logger.setLevel(Level.ERROR);
        }
    }
}
