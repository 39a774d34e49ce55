package io.headwater.adapters.openfeature.example;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.OpenFeatureAPI;
import io.headwater.adapters.openfeature.HeadwaterProvider;
import io.headwater.client.ConfigClient;
import java.io.PrintStream;
import java.nio.file.Path;

/** Prints the flag {@code logs_enabled}, and prints it again whenever the server says something else. */
public final class LiveFlag {
    private LiveFlag() {}

    public static void main(String[] args) throws InterruptedException {
        var client = ConfigClient.builder("live-flag")
                .server(args.length > 0 ? args[0] : "localhost:5001")
                .credentials(Path.of(args.length > 1 ? args[1] : "headwater-data"))
                .start();
        var api = OpenFeatureAPI.getInstance();
        api.setProviderAndWait(new HeadwaterProvider(client));
        follow(api.getClient(), System.out);
        Thread.currentThread().join();
    }

    public static void follow(Client flags, PrintStream out) {
        out.println("logs_enabled is " + flags.getBooleanValue("logs_enabled", false));
        flags.onProviderConfigurationChanged(event -> {
            if (event.getFlagsChanged().contains("logs_enabled")) {
                out.println("logs_enabled is " + flags.getBooleanValue("logs_enabled", false));
            }
        });
    }
}
