package io.headwater.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.server.transport.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code headwater serve} as a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready agents=(\\S+) http=(\\S+)");

    private final Process process;
    private final List<Address> agents;
    private final String http;

    private ServerProcess(Process process, List<Address> agents, String http) {
        this.process = process;
        this.agents = agents;
        this.http = http;
    }

    /** Starts one and returns when it serves. Its log goes to {@code serve.log} in the data directory's parent. */
    static ServerProcess start(Path data, String... flags) throws IOException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.headwater.launcher.Headwater",
                "serve",
                "--data",
                data.toString(),
                "--http",
                "127.0.0.1:0"));
        command.addAll(List.of(flags));
        var log = data.resolveSibling("serve.log");
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        var line = process.inputReader(StandardCharsets.UTF_8).readLine();
        var ready = READY.matcher(String.valueOf(line));
        assertThat(ready.matches())
                .as("the ready line, not: %s, of a server that logged: %s", line, Files.readString(log))
                .isTrue();
        var agents =
                List.of(ready.group(1).split(",")).stream().map(Address::parse).toList();
        return new ServerProcess(process, agents, ready.group(2));
    }

    List<Address> agents() {
        return agents;
    }

    String http() {
        return http;
    }

    long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** The signal that no process can see coming. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    void terminate() {
        process.destroy();
        await();
    }

    private void await() {
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS))
                    .as("the server ended")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
