package io.headwater.cli.command;

import picocli.CommandLine.Command;

@Command(
        name = "config",
        description = "Read, change and follow the settings.",
        footer = {
            "",
            "A setting has one value per source; the highest source that has one wins:",
            "  schema < default < unknown < infra-mode < file < environment-variable",
            "  < fleet-policies < config-post-init < secret < agent-runtime",
            "  < local-config-process < remote-config < cli",
            "",
            "Examples:",
            "  headwater config get log_level",
            "  headwater config set log_level debug --reason 'looking into slow flushes'",
            "  headwater config explain log_level"
        })
public final class Config {}
