package io.headwater.bench;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The load's process: crowds of subscribers on one event loop, told by lines on the standard input what to do. Each line is
 * answered with one, {@code ok} and what was asked for or {@code error} and the reason.
 */
final class Load {
    private static final int PATIENCE_SECONDS = 120;

    private final EventLoop loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
    private final Map<String, Crowd> crowds = new HashMap<>();

    private Load() {}

    public static void main(String... args) throws Exception {
        var load = new Load();
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (var line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(load.answer(line.split(" ", -1)));
        }
        System.exit(0);
    }

    private String answer(String... words) throws InterruptedException {
        try {
            return "ok " + obey(words);
        } catch (ExecutionException e) {
            return "error " + e.getCause();
        } catch (TimeoutException | IOException | GeneralSecurityException e) {
            return "error " + e;
        }
    }

    private String obey(String... words)
            throws IOException, GeneralSecurityException, InterruptedException, ExecutionException, TimeoutException {
        var name = words[1];
        return switch (words[0]) {
            case "open" ->
                open(name, new Address(words[2]), Path.of(words[3]), number(words[4]), words[5].equals("register"));
            case "start" -> tell(crowd(name), crowd -> crowd.tally().start(number(words[2])));
            case "await" -> await(crowd(name), number(words[2]), number(words[3]));
            case "summary" -> onLoop(crowd(name).tally()::summary);
            case "stall" -> tell(crowd(name), crowd -> crowd.stall(number(words[2])));
            case "close" -> {
                var closed = tell(crowd(name), Crowd::close);
                crowds.remove(name);
                yield closed;
            }
            default ->
                throw new IOException(
                        "command: " + words[0] + " (expected: open, start, await, summary, stall or close)");
        };
    }

    private String open(String name, Address server, Path credentials, int size, boolean registers)
            throws IOException, GeneralSecurityException, InterruptedException, ExecutionException, TimeoutException {
        var crowd = new Crowd(loop, server, Credentials.read(credentials), registers);
        crowds.put(name, crowd);
        return onLoop(() -> crowd.assemble(size)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private String await(Crowd crowd, long deliveries, long seconds)
            throws InterruptedException, ExecutionException, IOException {
        try {
            onLoop(() -> crowd.tally().await(deliveries)).get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            throw new IOException("after %d s of %d deliveries: %s %s"
                    .formatted(seconds, deliveries, onLoop(crowd.tally()::summary), crowd.failures()));
        }
        if (!crowd.failures().isEmpty()) {
            throw new IOException(crowd.failures());
        }
        return "";
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private String tell(Crowd crowd, Consumer<Crowd> what) throws InterruptedException, ExecutionException {
        return onLoop(() -> {
            what.accept(crowd);
            return "";
        });
    }

    private Crowd crowd(String name) throws IOException {
        var crowd = crowds.get(name);
        if (crowd == null) {
            throw new IOException("crowd: " + name + " (expected: one of " + crowds.keySet() + ")");
        }
        return crowd;
    }

    private <T> T onLoop(Callable<T> task) throws InterruptedException, ExecutionException {
        return loop.submit(task).get();
    }
}
