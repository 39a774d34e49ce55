package io.headwater.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "headwater",
        description = "Configuration, resolved once at the source and streamed to every process.",
        synopsisSubcommandLabel = "VERB",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the answer is no, or a check failed",
            "2:wrong usage",
            "3:the server cannot be reached",
            "4:refused: the server does not accept these credentials"
        },
        footer = {
            "",
            "Examples:",
            "  headwater config list --changed",
            "  headwater config set log_level debug",
            "  headwater agents",
            "  headwater stream --duration 10s"
        })
final class Root {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;
}
