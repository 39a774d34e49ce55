package io.headwater.launcher.demo;

import io.headwater.cli.render.Terminal;
import java.util.List;

/** A transcript with a panel below it that is drawn anew in place; without a terminal the panel is printed when asked for. */
final class Screen {
    private final Terminal terminal;
    private int drawn;

    Screen(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Adds a line to the transcript. */
    void say(String line) {
        erase();
        terminal.print(line);
    }

    /** Shows the panel as it is now. */
    void panel(List<String> lines) {
        erase();
        terminal.print("");
        lines.forEach(line -> terminal.print("  " + line));
        if (terminal.colors()) {
            drawn = lines.size() + 1;
        } else {
            terminal.print("");
        }
    }

    /** Leaves the panel where it stands. */
    void keep() {
        if (drawn > 0) {
            terminal.print("");
        }
        drawn = 0;
    }

    private void erase() {
        if (drawn > 0) {
            terminal.out().print("\u001b[" + drawn + "A\u001b[J");
            drawn = 0;
        }
    }
}
