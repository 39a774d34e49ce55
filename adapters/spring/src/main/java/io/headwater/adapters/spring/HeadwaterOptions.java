package io.headwater.adapters.spring;

import io.headwater.client.ConfigClient;
import io.headwater.client.StartPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/** What an application says under {@code headwater}. A name that is not among these is an error. */
record HeadwaterOptions(
        @Nullable Boolean enabled,
        @Nullable String name,
        @DefaultValue("localhost:5001") String server,
        @Nullable String credentials,
        @DefaultValue("fail") Start start,
        @DefaultValue("60s") Duration timeout,
        @DefaultValue LastKnownGood lastKnownGood,
        @DefaultValue("") String prefix,
        @Nullable Duration maxStaleness) {

    enum Start {
        FAIL,
        WAIT,
        LAST_KNOWN_GOOD,
        LOCAL
    }

    record LastKnownGood(
            @Nullable String file, @DefaultValue("1d") Duration maxAge) {}

    static HeadwaterOptions of(Environment environment) {
        return Binder.get(environment)
                .bindOrCreate(
                        "headwater",
                        Bindable.of(HeadwaterOptions.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
    }

    boolean isOn() {
        return enabled == null ? credentials != null : enabled;
    }

    ConfigClient startClient(@Nullable String applicationName) {
        var called =
                said("headwater.name", name == null ? applicationName : name, "a name, or spring.application.name");
        var directory = said("headwater.credentials", credentials, "the directory with auth_token and ipc_cert.pem");
        return ConfigClient.builder(called)
                .server(server)
                .credentials(Path.of(directory))
                .whenNoServer(policy())
                .start();
    }

    private StartPolicy policy() {
        return switch (start) {
            case FAIL -> StartPolicy.fail();
            case WAIT -> StartPolicy.waitForServer();
            case LAST_KNOWN_GOOD -> StartPolicy.lastKnownGood(cache(), lastKnownGood.maxAge());
            case LOCAL -> StartPolicy.localDefaults(Map.of());
        };
    }

    private Path cache() {
        return Path.of(
                said("headwater.last-known-good.file", lastKnownGood.file(), "a file that outlives the process"));
    }

    private static String said(String option, @Nullable String value, String rule) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(option + ": nothing (expected: " + rule + ")");
        }
        return value;
    }
}
