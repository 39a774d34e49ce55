package io.headwater.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Exit;
import io.headwater.cli.loopback.LoopbackServer;
import io.headwater.cli.loopback.Shell;
import io.headwater.cli.loopback.Shell.Transcript;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConfigWatchTest {
    @TempDir
    private Path data;

    @Test
    void printsALineForEachChange() throws Exception {
        try (var server = LoopbackServer.in(data)) {
            var watch = watching(new Shell(), server, "--updates", "2");

            server.layers().put("log_level", "cli", "\"debug\"", "mara", "slow flushes");
            server.layers().remove("log_level", "cli", "", "");

            assertThat(watch.get())
                    .isEqualTo(new Transcript(
                            Exit.DONE, """
                            08:00:00  r4  log_level: warn (file) → debug (cli)  by mara  "slow flushes"
                            08:00:00  r5  log_level: debug (cli) → warn (file)
                            """, "watching 2 settings on " + server.address() + " from revision 3\n"));
        }
    }

    @Test
    void printsAJsonObjectPerLine() throws Exception {
        try (var server = LoopbackServer.in(data)) {
            var watch = watching(new Shell(), server, "--updates", "1", "--output", "json");

            server.layers().put("queue_size", "cli", "8", "mara", "");

            assertThat(watch.get().out()).isEqualTo("""
                            {"revision":4,"key":"queue_size","now":{"value":8,"source":"cli"},\
                            "before":{"value":256,"source":"default"},"author":"mara","reason":"",\
                            "time":"2027-01-15T08:00:00Z"}
                            """);
        }
    }

    @Test
    void comesBackWithTheServerAndTellsWhatChangedMeanwhile() throws Exception {
        comesBack(_ -> {});
    }

    @Test
    void comesBackToAServerWithANewCertificate() throws Exception {
        comesBack(LoopbackServer::renewCertificate);
    }

    private void comesBack(Consumer<LoopbackServer> meanwhile) throws Exception {
        try (var server = LoopbackServer.in(data)) {
            var port = server.port();
            var lost = new CountDownLatch(1);
            var back = new CountDownLatch(1);
            var shell = new Shell(0, _ -> {
                lost.countDown();
                back.await();
            });
            var watch = watching(shell, server, "--updates", "2");

            server.stop();
            assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
            server.layers().put("log_level", "cli", "\"debug\"", "mara", "");
            server.layers().put("queue_size", "cli", "8", "mara", "");
            meanwhile.accept(server);
            server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            back.countDown();

            var transcript = watch.get();
            assertThat(transcript.out()).isEqualTo("""
                            meanwhile  r5  log_level: warn (file) → debug (cli)
                            meanwhile  r5  queue_size: 256 (default) → 8 (cli)
                            """);
            assertThat(transcript.err())
                    .contains("lost 127.0.0.1:" + port, "trying again in 500 ms")
                    .contains("from revision 5");
        }
    }

    @Test
    void aServerThatWasNeverThereIsAnError() {
        var server = LoopbackServer.in(data);
        server.close();

        var transcript = new Shell().run("config", "watch", "--server", "127.0.0.1:1", "--data", data.toString());

        assertThat(transcript.exit()).isEqualTo(Exit.UNREACHABLE);
    }

    /** Starts to watch, and returns when the server hears the watcher. */
    private static CompletableFuture<Transcript> watching(Shell shell, LoopbackServer server, String... flags) {
        var args = new String[flags.length + 2];
        args[0] = "config";
        args[1] = "watch";
        System.arraycopy(flags, 0, args, 2, flags.length);
        var watch = CompletableFuture.supplyAsync(() -> shell.against(server, args));
        server.layers().awaitListener();
        return watch;
    }
}
