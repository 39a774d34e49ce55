package io.headwater.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import io.headwater.cli.Exit;
import io.headwater.cli.loopback.LoopbackServer;
import io.headwater.cli.loopback.Shell;
import io.headwater.cli.loopback.Shell.Transcript;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StreamTest {
    @TempDir
    private static Path data;

    private LoopbackServer server;

    @BeforeEach
    void start() {
        server = LoopbackServer.in(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void printsTheSnapshotEachUpdateAndAVerdict() throws Exception {
        var stream = streaming("--updates", "2");

        server.layers().put("log_level", "cli", "\"debug\"", "", "");
        server.layers().remove("log_level", "cli", "", "");

        var transcript = stream.get();
        assertThat(transcript.out()).isEqualTo("""
                        #0      snapshot from datadog.yaml: 2 settings (default 1, file 1)
                        #1      log_level: cli → debug
                        #2      log_level: file → warn (cli unset)
                        passed: snapshot first, sequence in order; 2 updates, 0 resyncs in 0 s
                        """);
        assertThat(transcript.err()).matches("registered as session [0-9a-f-]{36}, refreshing every 30 s\n");
        assertThat(transcript.exit()).isEqualTo(Exit.DONE);
    }

    @Test
    void printsJsonLines() throws Exception {
        var stream = streaming("--updates", "1", "--output", "json");

        server.layers().put("queue_size", "cli", "8", "", "");

        assertThat(stream.get().out()).isEqualTo("""
                        {"event":"snapshot","sequence_id":0,"origin":"datadog.yaml","settings":2,\
                        "sources":{"default":1,"file":1}}
                        {"event":"update","sequence_id":1,"origin":"datadog.yaml","key":"queue_size","value":8,\
                        "source":"cli","unset_source":null}
                        {"event":"summary","passed":true,"updates":1,"resyncs":0,"violations":0}
                        """);
    }

    @Test
    void endsWhenTheTimeIsUp() {
        var transcript = Shell.run(server, "stream", "--duration", "300ms");

        assertThat(transcript.exit()).isEqualTo(Exit.DONE);
        assertThat(transcript.out()).contains("passed: snapshot first, sequence in order; 0 updates");
    }

    @Test
    void aBrokenRuleFails() {
        server.streams(snapshot(4), update(6), update(7));

        var transcript = Shell.run(server, "stream", "--updates", "2");

        assertThat(transcript.exit()).isEqualTo(Exit.NO);
        assertThat(transcript.out())
                .contains("        broken: update sequence: 6 (expected: 5)\n")
                .contains("failed: 1 rules broken; 2 updates");
    }

    @Test
    void noSnapshotFails() {
        server.streams(ConfigEvent.getDefaultInstance());

        var transcript = Shell.run(server, "stream", "--duration", "300ms");

        assertThat(transcript.exit()).isEqualTo(Exit.NO);
        assertThat(transcript.out()).contains("failed: no snapshot came");
    }

    @Test
    void aServerThatGoesAwayIsSaidSo() throws Exception {
        var stream = streaming();

        server.stop();

        var transcript = stream.get();
        assertThat(transcript.exit()).isNotEqualTo(Exit.DONE);
        assertThat(transcript.out()).contains("0 updates, 0 resyncs");
        assertThat(transcript.err()).contains("error: ");
    }

    @Test
    void takesTheDocumentsFlags() throws IOException {
        var token = Files.readString(data.resolve("auth_token"));
        var certificate = data.resolve("ipc_cert.pem").toString();
        var flags = new String[] {"stream", "--ipc-address", server.address(), "--ipc-cert", certificate};

        assertThat(run(flags, "--auth-token", token).exit()).isEqualTo(Exit.DONE);
        assertThat(run(flags, "--auth-token", data.resolve("auth_token").toString())
                        .exit())
                .isEqualTo(Exit.DONE);
        assertThat(run(flags).exit()).isEqualTo(Exit.DONE);
        assertThat(run(flags, "--auth-token", "wrong").exit()).isEqualTo(Exit.REFUSED);
        assertThat(run(flags, "--auth-token", "./no/such/file").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void aDurationThatIsNone() {
        assertThat(Shell.run(server, "stream", "--duration", "soon")).isEqualTo(new Transcript(Exit.USAGE, "", """
                        error: --duration: soon (expected: a time such as 500ms, 10s or 1m30s)
                          see: headwater stream --help
                        """));
    }

    private static Transcript run(String[] flags, String... more) {
        var args = new String[flags.length + more.length + 2];
        System.arraycopy(flags, 0, args, 0, flags.length);
        System.arraycopy(more, 0, args, flags.length, more.length);
        args[args.length - 2] = "--duration";
        args[args.length - 1] = "300ms";
        return new Shell().run(args);
    }

    private CompletableFuture<Transcript> streaming(String... flags) throws ExecutionException, InterruptedException {
        var args = new String[flags.length + 1];
        args[0] = "stream";
        System.arraycopy(flags, 0, args, 1, flags.length);
        var stream = CompletableFuture.supplyAsync(() -> Shell.run(server, args));
        server.layers().awaitListener();
        return stream;
    }

    private static ConfigEvent snapshot(int sequence) {
        return ConfigEvent.newBuilder()
                .setSnapshot(ConfigSnapshot.newBuilder().setSequenceId(sequence))
                .build();
    }

    private static ConfigEvent update(int sequence) {
        return ConfigEvent.newBuilder()
                .setUpdate(ConfigUpdate.newBuilder()
                        .setSequenceId(sequence)
                        .setSetting(ConfigSetting.newBuilder()
                                .setKey("log_level")
                                .setSource("cli")
                                .setValue(Value.newBuilder().setStringValue("debug"))))
                .build();
    }
}
