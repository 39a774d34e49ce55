package io.headwater.server.agents;

import io.headwater.core.feed.Feed;
import io.headwater.core.settings.Setting;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;

/** What the host is called: as the configuration says, or else as the host says itself. */
public record Hostname(Feed<String, Setting> settings) implements Supplier<String> {
    @Override
    public String get() {
        var configured = settings.head().get("hostname");
        return configured == null || configured.value().toString().isEmpty()
                ? ofTheHost()
                : configured.value().toString();
    }

    private static String ofTheHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
