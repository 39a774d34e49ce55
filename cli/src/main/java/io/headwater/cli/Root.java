package io.headwater.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        name = "headwater",
        description = "Configuration, resolved once at the source and streamed to every process.",
        versionProvider = Root.Version.class,
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

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    /** What the jar says of itself. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "headwater "
                        + Objects.requireNonNullElse(Root.class.getPackage().getImplementationVersion(), "unpackaged")
            };
        }
    }
}
