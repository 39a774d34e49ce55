package io.headwater.adapters.spring;

import io.headwater.testkit.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Runs applications as their developers do, with options as on a command line. */
final class Application {
    private Application() {}

    static ConfigurableApplicationContext run(TestServer server, Class<?> application, String... options) {
        return run(server.address(), server.credentials(), application, options);
    }

    static ConfigurableApplicationContext run(
            String address, Path credentials, Class<?> application, String... options) {
        var arguments =
                new ArrayList<>(List.of("--headwater.server=" + address, "--headwater.credentials=" + credentials));
        arguments.addAll(List.of(options));
        return SpringApplication.run(application, arguments.toArray(String[]::new));
    }
}
