package io.headwater.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Against a server that says back whatever it hears. */
final class LinkTest {
    private static final int SILENCE_MILLIS = 100;

    @AutoClose
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final ServerSocket echo;

    private final Link link;

    LinkTest() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        link = Link.to("localhost:" + echo.getLocalPort());
    }

    @BeforeEach
    void serve() {
        threads.execute(() -> {
            while (!echo.isClosed()) {
                try {
                    var client = echo.accept();
                    threads.execute(() -> sayBack(client));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    private static void sayBack(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException reset) {
            // The link was cut, which is what links are for here.
        }
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        echo.close();
    }

    @Test
    void carriesEverythingToTheEnd() throws IOException {
        var said = new byte[1 << 20];
        new Random(1).nextBytes(said);
        try (var client = connect()) {
            threads.execute(() -> {
                try {
                    client.getOutputStream().write(said);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });

            assertThat(client.getInputStream().readAllBytes()).isEqualTo(said);
        }
        Patience.until(() -> link.connections() == 0, () -> "connections: " + link.connections());
        assertThat(link.bytes()).isEqualTo(2L * said.length);
        assertThat(link.attempts()).isEqualTo(1);
    }

    @Test
    void cutResetsWhatIsOpenAndCarriesWhatIsNew() throws IOException {
        try (var client = connect()) {
            assertThat(echoOf(client, "one")).isEqualTo("one");

            link.cut();

            assertThatThrownBy(() -> echoOf(client, "two")).isInstanceOf(SocketException.class);
        }
        try (var client = connect()) {
            assertThat(echoOf(client, "three")).isEqualTo("three");
        }
    }

    @Test
    void refusesNewConnectionsAndLetsTheOthersBe() throws IOException {
        try (var before = connect()) {
            assertThat(echoOf(before, "one")).isEqualTo("one");
            link.refuse();

            assertThatThrownBy(() -> {
                        try (var refused = connect()) {
                            echoOf(refused, "two");
                        }
                    })
                    .isInstanceOf(SocketException.class);
            assertThat(echoOf(before, "three")).isEqualTo("three");
        }
        link.accept();
        try (var after = connect()) {
            assertThat(echoOf(after, "four")).isEqualTo("four");
        }
        assertThat(link.attempts()).isEqualTo(3);
    }

    @Test
    void frozenItKeepsTheConnectionAndEverythingThatWasSaid() throws IOException {
        try (var client = connect()) {
            assertThat(echoOf(client, "one")).isEqualTo("one");
            link.freeze();

            say(client, "two");
            client.setSoTimeout(SILENCE_MILLIS);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(0);
            assertThat(link.connections()).isEqualTo(1);

            link.thaw();
            assertThat(hear(client, 3)).isEqualTo("two");
        }
    }

    @Test
    void frozenItHidesThatTheOtherSideIsGone() throws IOException {
        try (var client = connect()) {
            assertThat(echoOf(client, "one")).isEqualTo("one");
            link.freeze();
        }
        try (var unheard = connect()) {
            unheard.setSoTimeout(SILENCE_MILLIS);
            assertThatThrownBy(() -> echoOf(unheard, "two")).isInstanceOf(SocketTimeoutException.class);
            assertThat(link.connections()).isEqualTo(2);

            link.thaw();
            Patience.until(() -> link.connections() == 1, () -> "connections: " + link.connections());
        }
    }

    @Test
    void holdsBackForAsLongAsTheDelaySays() throws IOException {
        link.delay(Duration.ofHours(1));
        try (var client = connect()) {
            client.setSoTimeout(SILENCE_MILLIS);
            assertThatThrownBy(() -> echoOf(client, "one")).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(0);

            link.delay(Duration.ZERO);
            assertThat(hear(client, 3)).isEqualTo("one");
        }
    }

    @Test
    void splitLosesNothing() throws IOException {
        link.split(1);
        try (var client = connect()) {
            assertThat(echoOf(client, "a long sentence, a byte at a time"))
                    .isEqualTo("a long sentence, a byte at a time");
        }
    }

    @Test
    void halvedAWriteEndsInTheMiddle() throws IOException {
        try (var client = connect()) {
            assertThat(echoOf(client, "one")).isEqualTo("one");
            long before = link.bytes();
            link.halve();

            assertThatThrownBy(() -> echoOf(client, "twelve bytes")).isInstanceOf(SocketException.class);

            assertThat(link.bytes() - before).isEqualTo(6);
        }
    }

    /** Over and over, since the answer to the last bytes must not slip through before the cut. */
    @RepeatedTest(200)
    void cutsAfterExactlySoManyBytes() throws IOException {
        link.cutAfter(10);
        try (var client = connect()) {
            assertThat(echoOf(client, "four")).isEqualTo("four");

            assertThatThrownBy(() -> echoOf(client, "four more")).isInstanceOf(SocketException.class);

            assertThat(link.bytes()).isEqualTo(10);
        }
        try (var client = connect()) {
            assertThat(echoOf(client, "and on it goes")).isEqualTo("and on it goes");
        }
    }

    @Test
    void healedItCarriesAgainAndForgetsTheCutThatWasToCome() throws IOException {
        link.refuse();
        link.freeze();
        link.delay(Duration.ofHours(1));
        link.split(1);
        link.cutAfter(1);
        link.halve();

        link.heal();

        try (var client = connect()) {
            assertThat(echoOf(client, "well again")).isEqualTo("well again");
        }
    }

    @Test
    void withoutAServerAClientIsReset() throws IOException {
        echo.close();
        try (var client = connect()) {
            assertThatThrownBy(() -> echoOf(client, "anybody?")).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void theSameSeedBringsTheSameFaults() {
        var first = new RandomFaults(link, 42);
        var second = new RandomFaults(link, 42);
        var other = new RandomFaults(link, 43);
        var faults = Stream.generate(first::next).limit(200).toList();

        assertThat(Stream.generate(second::next).limit(200)).isEqualTo(faults);
        assertThat(Stream.generate(other::next).limit(200)).isNotEqualTo(faults);
        assertThat(faults.getFirst()).startsWith("seed 42, fault 1: ");
        assertThat(String.join("\n", faults))
                .contains("refused", "frozen", "delayed", "split", "middle", "cut after", ": cut\n");
        second.heal();
    }

    @Test
    void closedItLetsNobodyWait() throws IOException {
        link.freeze();
        try (var client = connect()) {
            say(client, "still there?");
            link.close();
            link.close();

            assertThatThrownBy(() -> hear(client, 1)).isInstanceOf(SocketException.class);
        }
        assertThatThrownBy(this::connect).isInstanceOf(SocketException.class);
    }

    private Socket connect() throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(link.address().substring(link.address().indexOf(':') + 1)));
    }

    private static String echoOf(Socket client, String text) throws IOException {
        say(client, text);
        return hear(client, text.length());
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** A connection that ends before so much was heard was reset: nobody here hangs up in order. */
    private static String hear(Socket client, int length) throws IOException {
        var heard = client.getInputStream().readNBytes(length);
        if (heard.length < length) {
            throw new SocketException("ended after " + heard.length + " bytes");
        }
        return new String(heard, US_ASCII);
    }
}
