package io.headwater.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.cli.Exit;
import io.headwater.cli.loopback.LoopbackServer;
import io.headwater.cli.loopback.Shell;
import io.headwater.cli.loopback.Shell.Transcript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionErrorsTest {
    @TempDir
    private static Path data;

    @TempDir
    private Path other;

    private static LoopbackServer server;

    @BeforeAll
    static void start() {
        server = LoopbackServer.in(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Transcript agents(String address, Path data) {
        return new Shell().run("agents", "--server", address, "--data", data.toString());
    }

    @Test
    void nobodyListens() throws IOException {
        var address = "127.0.0.1:" + freePort();

        assertThat(agents(address, data)).isEqualTo(new Transcript(Exit.UNREACHABLE, "", """
                        error: server: %s (expected: a server that listens there)
                          start one with: headwater serve
                          or name another server with --server ADDR (or HEADWATER_SERVER)
                        """.formatted(address)));
    }

    @Test
    void noSocketFile() {
        var transcript = agents("unix:" + other.resolve("none.sock"), data);

        assertThat(transcript.exit()).isEqualTo(Exit.UNREACHABLE);
        assertThat(transcript.err()).contains("(expected: a server that listens there)");
    }

    @Test
    void aUnixSocketServesAsWell() {
        var socket = other.resolve("agents.sock");
        try (var unix = LoopbackServer.in(other)) {
            unix.start(UnixDomainSocketAddress.of(socket));

            assertThat(agents("unix:" + socket, other))
                    .isEqualTo(new Transcript(Exit.DONE, "", "no agent is registered\n"));
        }
    }

    @Test
    void noCredentials() {
        var missing = other.resolve("auth_token");

        assertThat(agents(server.address(), other)).isEqualTo(new Transcript(Exit.USAGE, "", """
                        error: credentials: %s (expected: a file that the server made when it first started)
                          say where it is with --data DIR (or HEADWATER_DATA)
                          or start a server that makes it: headwater serve
                        """.formatted(missing)));
    }

    @Test
    void noCertificateWhereTheFlagSays() {
        var missing = other.resolve("none.pem");

        assertThat(new Shell().run("stream", "--ipc-cert", missing.toString(), "--auth-token", "token"))
                .isEqualTo(new Transcript(Exit.USAGE, "", """
                        error: credentials: %s (expected: a file that the server made when it first started)
                          say where it is with --ipc-cert FILE
                          or start a server that makes it: headwater serve
                        """.formatted(missing)));
    }

    @Test
    void aTokenThatCannotBeRead() throws IOException {
        var directory = Files.createDirectory(other.resolve("auth_token"));

        assertThat(agents(server.address(), other))
                .isEqualTo(new Transcript(Exit.USAGE, "", """
                        error: credentials: %s (expected: a file that %s can read)
                          run as the user whose server it is, or say where the file is with --data DIR (or HEADWATER_DATA)
                        """.formatted(directory, System.getProperty("user.name"))));
    }

    @Test
    void aCertificateFileThatIsNone() throws IOException {
        Files.writeString(other.resolve("auth_token"), "token");
        Files.writeString(other.resolve("ipc_cert.pem"), "nothing of the kind");

        var transcript = agents(server.address(), other);

        assertThat(transcript.exit()).isEqualTo(Exit.USAGE);
        assertThat(transcript.err()).contains("(expected: a CERTIFICATE block and the EC PRIVATE KEY");
    }

    @Test
    void theWrongToken() throws IOException {
        Files.writeString(other.resolve("auth_token"), "wrong");
        Files.copy(data.resolve("ipc_cert.pem"), other.resolve("ipc_cert.pem"));

        var transcript = agents(server.address(), other);

        assertThat(transcript.exit()).isEqualTo(Exit.REFUSED);
        assertThat(transcript.err())
                .contains("refused: invalid auth token", "name the data directory of that very server");
    }

    @Test
    void theWrongCertificate() {
        LoopbackServer.in(other).close();

        var transcript = agents(server.address(), other);

        assertThat(transcript.exit()).isEqualTo(Exit.REFUSED);
        assertThat(transcript.err()).contains("(expected: a server that shares the certificate in the data directory)");
    }

    @Test
    void anAddressThatIsNone() {
        assertThat(agents("localhost", data))
                .isEqualTo(new Transcript(
                        Exit.USAGE, "", "error: --server: localhost (expected: HOST:PORT or unix:PATH)\n"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
