package io.headwater.cli.render;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Where the answers go and where the talk about them goes.
 *
 * <p>Answers go to {@code out}, everything else to {@code err}, both as UTF-8. Belongs to one thread at a time.
 *
 * @param columns how wide the terminal behind {@code out} is; 0 when there is none, and then nothing is cut or redrawn
 * @param colors whether that terminal shows colors and nobody asked for none
 */
public record Terminal(PrintWriter out, PrintWriter err, int columns, boolean colors) {
    /**
     * The process's own. The launching script says in {@code headwater.columns} how wide the terminal is, since the JDK
     * does not know; without it a terminal counts as 80 columns wide.
     */
    public static Terminal system(Map<String, String> environment) {
        var columns = Integer.getInteger("headwater.columns", attended() ? 80 : 0);
        var wanted = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(writer(FileDescriptor.out), writer(FileDescriptor.err), columns, columns > 0 && wanted);
    }

    private static boolean attended() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static PrintWriter writer(FileDescriptor to) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(to), StandardCharsets.UTF_8), true);
    }

    public boolean interactive() {
        return columns > 0;
    }

    public String styled(Style style, String text) {
        return colors ? style.apply(text) : text;
    }

    /** An answer. */
    public void print(String line) {
        out.println(line);
    }

    /** A word about what is going on. */
    public void note(String line) {
        err.println(line);
    }

    /** Whether whoever read the answers has gone, as in {@code headwater config list | head}. */
    public boolean abandoned() {
        return out.checkError();
    }
}
