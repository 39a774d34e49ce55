package io.headwater.launcher.demo;

import io.headwater.cli.Exit;
import io.headwater.cli.Host;
import io.headwater.cli.Problem;
import io.headwater.cli.connect.Connection;
import io.headwater.client.connection.Address;
import io.headwater.launcher.Engine;
import io.headwater.launcher.Engine.Running;
import io.headwater.launcher.ServeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "demo",
        description = {
            "Start a server and five agents, change a setting live, and watch every process apply it.",
            "Takes a few seconds, needs nothing, and leaves nothing behind."
        },
        footer = {"", "Example:", "  headwater demo"})
public final class Demo implements Callable<Integer> {
    static final String KEY = "log_level";

    private static final String ANY_PORT = "127.0.0.1:0";

    private final Host host;
    private final Engine engine;

    public Demo(Host host, Engine engine) {
        this.host = host;
        this.engine = engine;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("headwater-demo");
        try {
            return in(directory);
        } finally {
            remove(directory);
        }
    }

    private int in(Path directory) throws IOException, InterruptedException {
        var data = directory.resolve("data");
        try (var server = start(directory, data);
                var connection = new Connection(
                        Address.of(
                                server.faces().getOrDefault("agents", List.of()).getFirst()),
                        data);
                var story = new Story(host, connection, data)) {
            story.tell();
            return Exit.DONE;
        }
    }

    private Running start(Path directory, Path data) throws IOException, InterruptedException {
        var config = directory.resolve("datadog.yaml");
        try (var sample = Objects.requireNonNull(Demo.class.getResourceAsStream("datadog.yaml"), "datadog.yaml")) {
            Files.copy(sample, config);
        }
        try {
            return engine.start(new ServeOptions(List.of(config), null, data, List.of(ANY_PORT), ANY_PORT));
        } catch (IOException e) {
            throw new Problem(Exit.NO, String.valueOf(e.getMessage()));
        }
    }

    private static void remove(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
