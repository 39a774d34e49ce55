package io.headwater.adapters.microprofile.example;

import java.io.PrintStream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Prints {@code log_level}, and prints it again whenever it is something else. MicroProfile Config tells nobody of changes, but
 * whoever asks again hears what holds.
 */
public final class LiveConfig {
    private LiveConfig() {}

    public static void main(String[] args) throws InterruptedException {
        follow(ConfigProvider.getConfig(), System.out);
    }

    public static void follow(Config config, PrintStream out) throws InterruptedException {
        var last = "";
        while (true) {
            var level = config.getValue("log_level", String.class);
            if (!level.equals(last)) {
                out.println("log_level is " + level);
            }
            last = level;
            Thread.sleep(200);
        }
    }
}
