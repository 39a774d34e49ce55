package io.headwater.server.sources;

import io.headwater.core.settings.JsonReader;
import io.headwater.core.settings.Value.Mapping;
import io.headwater.core.settings.Value.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Resolves secrets by the agent's command protocol: handles as JSON on the command's standard input, their values as JSON on its
 * standard output. What the command writes to its standard error is dropped, for it may hold secrets.
 *
 * <p>Safe from any thread. A call blocks until the command ends, but no longer than its timeout.
 */
public final class SecretBackend {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonReader json;
    private final Executor executor;

    /** @param executor runs what waits for the command's output; a thread of its own for each task */
    public SecretBackend(JsonReader json, Executor executor) {
        this.json = json;
        this.executor = executor;
    }

    /**
     * What became of the handles.
     *
     * @param values by handle; never to be logged
     * @param failures by handle, why there is no value
     */
    public record Resolved(Map<String, String> values, Map<String, String> failures) {
        @Override
        public String toString() {
            return "Resolved[values of " + values.keySet() + ", failures=" + failures + "]";
        }
    }

    /** Asks the command for the handles. Never throws: what fails is said of each handle. */
    public Resolved resolve(SecretOptions options, Set<String> handles) {
        if (handles.isEmpty()) {
            return new Resolved(Map.of(), Map.of());
        }
        if (options.command().isEmpty()) {
            return none(handles, "secret_backend_command is not set");
        }
        var refusal = options.whyNotToRun();
        if (refusal.isPresent()) {
            return none(handles, refusal.get());
        }
        try {
            return answered(options, handles, run(options, request(handles)));
        } catch (Failed failed) {
            return none(handles, failed.reason);
        }
    }

    private Resolved answered(SecretOptions options, Set<String> handles, byte[] output) throws Failed {
        var answer = json.read(new String(output, StandardCharsets.UTF_8));
        if (answer.isEmpty() || !(answer.get() instanceof Mapping(var byHandle))) {
            throw new Failed("the command's output is not a JSON object");
        }
        var values = new HashMap<String, String>();
        var failures = new HashMap<String, String>();
        for (var handle : handles) {
            if (!(byHandle.get(handle) instanceof Mapping(var fields))) {
                failures.put(handle, "the command did not answer for it");
            } else if (fields.get("error") instanceof Text(var error) && !error.isEmpty()) {
                failures.put(handle, "the command reported an error for it");
            } else if (fields.get("value") instanceof Text(var value) && !value.isEmpty()) {
                values.put(handle, options.removeTrailingLineBreak() ? withoutLineBreak(value) : value);
            } else {
                failures.put(handle, "the command gave an empty value");
            }
        }
        return new Resolved(values, failures);
    }

    private byte[] run(SecretOptions options, byte[] request) throws Failed {
        var command = new ArrayList<String>();
        command.add(options.command());
        command.addAll(options.arguments());
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException _) {
            throw new Failed("the command cannot be run");
        }
        try {
            executor.execute(() -> write(process.getOutputStream(), request));
            var output = CompletableFuture.supplyAsync(
                    () -> read(process.getInputStream(), options.maxOutputBytes() + 1), executor);
            var ended = output.thenCombine(process.onExit(), (bytes, _) -> bytes);
            // A command that writes too much is not waited for.
            var done = output.thenCompose(bytes -> bytes.length > options.maxOutputBytes() ? output : ended);
            var bytes = done.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (bytes.length > options.maxOutputBytes()) {
                throw new Failed("the command wrote more than " + options.maxOutputBytes() + " bytes");
            }
            if (process.exitValue() != 0) {
                throw new Failed("the command ended with exit code " + process.exitValue());
            }
            return bytes;
        } catch (TimeoutException _) {
            throw new Failed(
                    "the command did not end within " + options.timeout().toSeconds() + " s");
        } catch (ExecutionException | CompletionException _) {
            throw new Failed("the command's output could not be read");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failed("interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void write(OutputStream input, byte[] request) {
        try (input) {
            input.write(request);
        } catch (IOException _) {
            // A command may end without reading all of it; its output decides.
        }
    }

    private static byte[] read(InputStream output, int most) {
        try {
            return output.readNBytes(most);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static byte[] request(Set<String> handles) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("version", "1.0");
            json.writeArrayPropertyStart("secrets");
            new TreeSet<>(handles).forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Resolved none(Set<String> handles, String reason) {
        var failures = new HashMap<String, String>();
        handles.forEach(handle -> failures.put(handle, reason));
        return new Resolved(Map.of(), failures);
    }

    private static String withoutLineBreak(String value) {
        int end = value.length();
        while (end > 0 && (value.charAt(end - 1) == '\n' || value.charAt(end - 1) == '\r')) {
            end--;
        }
        return value.substring(0, end);
    }

    /** Why a run gave nothing; holds no secret. */
    private static final class Failed extends Exception {
        private final String reason;

        Failed(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
