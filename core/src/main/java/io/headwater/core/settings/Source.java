package io.headwater.core.settings;

import java.util.Optional;

/**
 * A layer of settings, the lowest first: where two layers hold the same key, the later one wins.
 *
 * <p>Names and order are the real agent's, and the names go on the wire.
 */
public enum Source {
    SCHEMA("schema"),
    DEFAULT("default"),
    UNKNOWN("unknown"),
    INFRA_MODE("infra-mode"),
    FILE("file"),
    ENVIRONMENT_VARIABLE("environment-variable"),
    FLEET_POLICIES("fleet-policies"),
    CONFIG_POST_INIT("config-post-init"),
    SECRET("secret"),
    AGENT_RUNTIME("agent-runtime"),
    LOCAL_CONFIG_PROCESS("local-config-process"),
    REMOTE_CONFIG("remote-config"),
    CLI("cli");

    private final String wireName;

    Source(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether it only repeats what the schema declares, so that nobody said anything yet. */
    public boolean isDeclared() {
        return this == SCHEMA || this == DEFAULT;
    }

    /** Whether its values were fixed when the server started: readers take no change of them. */
    public boolean isFixed() {
        return isDeclared() || this == ENVIRONMENT_VARIABLE;
    }

    /** The source that a name means: a wire name, or the early documents' {@code env-var}. */
    public static Optional<Source> named(String name) {
        for (var source : values()) {
            if (source.wireName.equals(name)) {
                return Optional.of(source);
            }
        }
        return name.equals("env-var") ? Optional.of(ENVIRONMENT_VARIABLE) : Optional.empty();
    }

    @Override
    public String toString() {
        return wireName;
    }
}
