package io.headwater.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A process that is talked to in lines. Its standard error goes to a file. Used by one thread. */
final class Child implements AutoCloseable {
    private static final List<String> JVM = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders");
    private static final int PATIENCE_SECONDS = 150;
    private static final String END = "\0";

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();

    private Child(String name, Path logs, List<String> command) throws IOException {
        this.name = name;
        this.log = logs.resolve(name + ".log");
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        this.in = process.outputWriter();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        Thread.ofVirtual().name(name).start(this::read);
    }

    static Child start(String name, Path logs, List<String> command) throws IOException {
        return new Child(name, logs, command);
    }

    /** Starts one of the benchmark's own programs on the same class path. */
    static Child java(String name, Path logs, String heap, Class<?> program, List<String> arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(List.of("-Xmx" + heap, "-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments);
        return new Child(name, logs, command);
    }

    /** The next line it prints that begins with {@code prefix}; lines before it are dropped. */
    String line(String prefix) throws IOException {
        while (true) {
            var line = next();
            if (line == null || line.equals(END)) {
                throw new IOException("%s: %s while waiting for \"%s\"; see %s"
                        .formatted(name, line == null ? "silent" : "ended", prefix, log));
            }
            if (line.startsWith(prefix)) {
                return line;
            }
        }
    }

    private @Nullable String next() throws InterruptedIOException {
        try {
            return out.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            throw new InterruptedIOException(name);
        }
    }

    void send(String line) throws IOException {
        in.write(line);
        in.newLine();
        in.flush();
    }

    /** What it answers a command with after the word {@code ok}. */
    String ask(String command) throws IOException {
        send(command);
        var answer = line("");
        if (!answer.startsWith("ok")) {
            throw new IOException(name + ": " + command + ": " + answer);
        }
        return answer.substring(2).trim();
    }

    /** The process that does the work: the last in a line of launchers. */
    ProcessHandle worker() {
        var handle = process.toHandle();
        return handle.descendants()
                .filter(each -> each.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElse(handle);
    }

    @Override
    public void close() {
        var worker = worker();
        process.destroy();
        worker.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                worker.destroyForcibly();
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(out::add);
        } catch (IOException | UncheckedIOException _) {
            // it was closed; the end says so
        }
        out.add(END);
    }
}
