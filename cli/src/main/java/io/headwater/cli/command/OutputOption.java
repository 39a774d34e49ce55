package io.headwater.cli.command;

import io.headwater.cli.render.Output;
import io.headwater.cli.render.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag that says in which form an answer is wanted. */
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.TABLE;

    public void print(Terminal terminal, @Nullable Object data, Runnable table) {
        output.print(terminal, data, table);
    }

    public void event(Terminal terminal, @Nullable Object data, String line) {
        output.event(terminal, data, line);
    }
}
