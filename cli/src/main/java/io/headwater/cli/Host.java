package io.headwater.cli;

import io.headwater.cli.render.Terminal;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * What the verbs take from the machine they run on.
 *
 * @param pause waits; a verb that retries calls it between attempts
 * @param user who is named as the author of a change
 */
public record Host(Terminal terminal, InstantSource clock, ZoneId zone, Pause pause, String user, long pid) {
    /** Waits for a while. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** Waits for a while; false when interrupted meanwhile. */
    public boolean waits(Duration time) {
        try {
            pause.of(time);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** This machine. */
    public static Host system(Terminal terminal) {
        return new Host(
                terminal,
                InstantSource.system(),
                ZoneId.systemDefault(),
                Thread::sleep,
                System.getProperty("user.name", ""),
                ProcessHandle.current().pid());
    }
}
