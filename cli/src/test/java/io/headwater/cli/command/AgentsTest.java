package io.headwater.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Exit;
import io.headwater.cli.agent.AgentSession;
import io.headwater.cli.connect.Connection;
import io.headwater.cli.loopback.LoopbackServer;
import io.headwater.cli.loopback.Shell;
import io.headwater.cli.loopback.Shell.Transcript;
import io.headwater.client.connection.Address;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentsTest {
    @TempDir
    private static Path data;

    @TempDir
    private Path out;

    private LoopbackServer server;

    @BeforeEach
    void start() {
        server = LoopbackServer.in(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void register(String name, String... services) {
        try (var connection = new Connection(Address.of(server.address()), data);
                var _ = AgentSession.register(
                        connection,
                        RegisterRemoteAgentRequest.newBuilder()
                                .setPid("4712")
                                .setDisplayName(name)
                                .setFlavor("trace_agent")
                                .setApiEndpointUri("127.0.0.1:1")
                                .addAllServices(List.of(services))
                                .build())) {
            return;
        }
    }

    @Test
    void nobodyIsRegistered() {
        assertThat(Shell.run(server, "agents")).isEqualTo(new Transcript(Exit.DONE, "", "no agent is registered\n"));
        assertThat(Shell.run(server, "agents", "-o", "json").out()).isEqualToIgnoringWhitespace("[]");
    }

    @Test
    void agentsIsATable() {
        register(
                "Trace Agent",
                "datadog.remoteagent.status.v1.StatusProvider",
                "datadog.remoteagent.flare.v1.FlareProvider");

        assertThat(Shell.run(server, "agents").out()).isEqualTo("""
                        NAME         FLAVOR       PID   STREAMS  REVISION  LAG  SEEN  SERVICES
                        Trace Agent  trace_agent  4712  0        0         0    5s    status, flare
                        """);
    }

    @Test
    void anAgentWithoutAnAnswerFailsTheStatus() {
        register("Trace Agent", "datadog.remoteagent.status.v1.StatusProvider");

        assertThat(Shell.run(server, "status")).isEqualTo(new Transcript(Exit.NO, """
                        Trace Agent (trace_agent, pid 4712)
                          no answer: UNAVAILABLE
                        """, ""));
    }

    @Test
    void statusOfAnAgentThatIsNotThere() {
        assertThat(Shell.run(server, "status", "nobody")).isEqualTo(new Transcript(Exit.NO, "", """
                        error: agent: nobody (expected: the name or the flavor of a registered agent)
                          see which there are with: headwater agents
                        """));
    }

    @Test
    void aFlareIsAnArchiveThatOnlyTheOwnerReads() throws Exception {
        server.flare("trace-agent/trace.log", "all quiet");
        var file = out.resolve("case.zip");

        var transcript = Shell.run(server, "flare", "--out", file.toString());

        assertThat(transcript)
                .isEqualTo(new Transcript(Exit.DONE, file + ": 1 files, 9 bytes\n", "  trace-agent/trace.log\n"));
        try (var zip = new ZipFile(file.toFile())) {
            assertThat(zip.getInputStream(zip.getEntry("trace-agent/trace.log")).readAllBytes())
                    .asString()
                    .isEqualTo("all quiet");
        }
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void aFlareIsADirectory() {
        server.flare("trace-agent/trace.log", "all quiet");

        Shell.run(server, "flare", "--out", out.resolve("case").toString());

        assertThat(out.resolve("case/trace-agent/trace.log")).hasContent("all quiet");
    }

    @Test
    void aFlareOverwritesNothing() throws Exception {
        var file = Files.writeString(out.resolve("case.zip"), "an old case");

        var transcript = Shell.run(server, "flare", "--out", file.toString());

        assertThat(transcript)
                .isEqualTo(new Transcript(
                        Exit.NO, "", "error: --out: " + file + " (expected: a place where nothing is yet)\n"));
        assertThat(file).hasContent("an old case");
    }

    @Test
    void aFlareWritesNothingOutside() {
        server.flare("../escaped", "x");
        var file = out.resolve("case.zip");

        assertThat(Shell.run(server, "flare", "--out", file.toString()))
                .isEqualTo(new Transcript(
                        Exit.NO, "", "error: file: ../escaped (expected: a relative path without \"..\")\n"));
        assertThat(Shell.run(server, "flare", "--out", out.resolve("case").toString())
                        .exit())
                .isEqualTo(Exit.NO);
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void aFlareOfNobodyLeavesNoFile() {
        var file = out.resolve("case.zip");

        assertThat(Shell.run(server, "flare", "nobody", "--out", file.toString())
                        .exit())
                .isEqualTo(Exit.NO);
        assertThat(out).isEmptyDirectory();
    }
}
