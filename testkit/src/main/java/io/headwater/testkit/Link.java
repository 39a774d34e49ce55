package io.headwater.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A wire between a client and a server, on loopback, that fails when it is told to.
 *
 * <pre>{@code
 * try (var link = Link.to(server.address())) {
 *     // start the client under test with link.address()
 *     link.cut();
 * }
 * }</pre>
 *
 * <p>Each fault acts on every connection there is and on every new one, in both directions, until {@link #heal}. Faults add up. A
 * link knows nothing of TLS or HTTP/2: it carries bytes, and holds at most {@value #BUFFER_BYTES} of them a direction.
 *
 * <p>Safe from any thread; no method waits for a peer.
 */
public final class Link implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int CONNECT_MILLIS = 10_000;

    private final InetSocketAddress server;
    private final ServerSocket listener;
    private final Gate gate = new Gate();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicLong attempts = new AtomicLong();
    private final AtomicLong carried = new AtomicLong();
    private volatile boolean refusing;

    private Link(InetSocketAddress server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /**
     * A link that carries everything faithfully until told otherwise. The server need not be there yet.
     *
     * @param address {@code HOST:PORT}
     */
    public static Link to(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("address: " + address + " (expected: HOST:PORT)");
        }
        var host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        int port = Integer.parseInt(address.substring(colon + 1));
        try {
            var server = new InetSocketAddress(InetAddress.getAllByName(host)[0], port);
            var link = new Link(server, new ServerSocket(0, 0, InetAddress.getLoopbackAddress()));
            link.threads.execute(link::acceptAll);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients reach it: {@code 127.0.0.1:PORT}. It never changes. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Resets every connection. New ones are carried. */
    public void cut() {
        // Those that are open now: whoever hears of it may be back before it is over.
        List.copyOf(pairs).forEach(Pair::reset);
        gate.wake();
    }

    /** Resets every new connection as soon as it comes. Those that are open go on. */
    public void refuse() {
        refusing = true;
    }

    /** Takes new connections again. */
    public void accept() {
        refusing = false;
    }

    /** Carries nothing more, not even the end of a connection, and lets every connection stay: each is half-open. */
    public void freeze() {
        gate.freeze(true);
    }

    /** Carries on, with what was held back first. */
    public void thaw() {
        gate.freeze(false);
    }

    /** Holds back whatever comes for so long; zero ends it. At most {@value #BUFFER_BYTES} bytes a direction pass in that time. */
    public void delay(Duration time) {
        gate.delay(time.toNanos());
    }

    /** Hands on every write in pieces of at most so many bytes. */
    public void split(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
        }
        gate.split(bytes);
    }

    /** Hands on half of the next write, then resets every connection. */
    public void halve() {
        gate.halve();
    }

    /** Carries so many more bytes, both directions together, then resets every connection. */
    public void cutAfter(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
        }
        gate.cutAfter(bytes);
    }

    /** Ends every fault: accepts, thaws, neither delays nor splits, and calls off a cut that has not come yet. */
    public void heal() {
        accept();
        gate.heal();
    }

    /** How many connections are open now. */
    public int connections() {
        return pairs.size();
    }

    /** How many connections clients have made so far, those that were refused included. */
    public long attempts() {
        return attempts.get();
    }

    /** How many bytes it has carried, both directions together. */
    public long bytes() {
        return carried.get();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                var pair = new Pair(listener.accept(), new Socket());
                attempts.incrementAndGet();
                pairs.add(pair);
                if (refusing || listener.isClosed()) {
                    end(pair);
                } else {
                    threads.execute(() -> connect(pair));
                }
            } catch (IOException oneClientLess) {
                // The next round takes the next one, if the link is not closed.
            }
        }
    }

    private void connect(Pair pair) {
        try {
            gate.hold(pair::isOpen);
            pair.server.connect(server, CONNECT_MILLIS);
            pair.server.setTcpNoDelay(true);
            pair.client.setTcpNoDelay(true);
            threads.execute(() -> carry(pair, pair.server, pair.client));
            carry(pair, pair.client, pair.server);
        } catch (IOException | InterruptedException noServer) {
            end(pair);
        }
    }

    /** Carries one direction to its end. The end of a connection waits at the gate like everything else. */
    private void carry(Pair pair, Socket from, Socket to) {
        try {
            carryBytes(pair, from, to);
            gate.hold(pair::isOpen);
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                pair.close();
                pairs.remove(pair);
            }
        } catch (IOException | InterruptedException broken) {
            end(pair);
        }
    }

    private void carryBytes(Pair pair, Socket from, Socket to) throws IOException, InterruptedException {
        var buffer = new byte[BUFFER_BYTES];
        var out = to.getOutputStream();
        int length;
        while ((length = read(pair, from, buffer)) >= 0) {
            gate.hold(pair::isOpen);
            handOn(pair, buffer, length, out);
        }
    }

    private int read(Pair pair, Socket from, byte[] buffer) throws IOException, InterruptedException {
        try {
            return from.getInputStream().read(buffer);
        } catch (IOException reset) {
            gate.hold(pair::isOpen);
            throw reset;
        }
    }

    private void handOn(Pair pair, byte[] buffer, int length, OutputStream out) throws IOException {
        int handedOn = 0;
        while (handedOn < length) {
            var passage = gate.passage(length - handedOn, pair::isOpen);
            // Counted first: what has arrived has been counted.
            carried.addAndGet(passage.bytes());
            try {
                out.write(buffer, handedOn, passage.bytes());
                handedOn += passage.bytes();
            } finally {
                if (passage.thenCut()) {
                    cut();
                    gate.wasCut();
                }
            }
        }
    }

    private void end(Pair pair) {
        pair.reset();
        pairs.remove(pair);
        gate.wake();
    }

    /** Resets every connection and takes no more. Closing it twice is harmless. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
        threads.close();
    }

    /** A client's connection and the one that was made to the server for it. Equal to itself alone. */
    private static final class Pair {
        private final Socket client;
        private final Socket server;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        boolean isOpen() {
            return !client.isClosed();
        }

        /** Sends what is still on its way first. */
        void close() throws IOException {
            client.close();
            server.close();
        }

        void reset() {
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try (socket) {
                socket.setSoLinger(true, 0);
            } catch (IOException alreadyClosed) {
                // Then the peer knows.
            }
        }
    }
}
