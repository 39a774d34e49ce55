package io.headwater.bench;

import io.grpc.netty.shaded.io.netty.bootstrap.Bootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The subscribers of one server. Belongs to the load's event loop. */
final class Crowd {
    /** More at once would only wait in the server's accept queue. */
    private static final int HANDSHAKES_AT_ONCE = 64;

    private final Address server;
    private final Credentials credentials;
    private final boolean registers;
    private final SslContext tls;
    private final EventLoop loop;
    private final Tally tally = new Tally();
    private final EventReader event = new EventReader();
    private final List<Channel> members = new ArrayList<>();
    private final CompletableFuture<String> assembled = new CompletableFuture<>();
    private int size;
    private int holding;
    private int snapshotBytes;
    private int failures;
    private long started;
    private boolean closing;
    private @Nullable String firstFailure;

    /** {@code registers}: whether they register before they open their stream, as agents do. */
    Crowd(EventLoop loop, Address server, Credentials credentials, boolean registers) throws IOException {
        this.loop = loop;
        this.server = server;
        this.credentials = credentials;
        this.registers = registers;
        this.tls = credentials.clientTls();
    }

    /** Ends when every one of {@code size} subscribers holds a snapshot, or the first has failed. */
    CompletableFuture<String> assemble(int size) {
        this.size = size;
        started = System.nanoTime();
        for (int i = 0; i < Math.min(size, HANDSHAKES_AT_ONCE); i++) {
            join();
        }
        return assembled;
    }

    Tally tally() {
        return tally;
    }

    EventReader event() {
        return event;
    }

    boolean registers() {
        return registers;
    }

    String token() {
        return credentials.token();
    }

    void snapshot(int bytes, boolean first) {
        if (!first) {
            tally.snapshot();
            return;
        }
        snapshotBytes = bytes;
        if (++holding == size) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
            assembled.complete("millis=" + millis + " snapshot=" + snapshotBytes);
        } else if (members.size() < size) {
            join();
        }
    }

    void update(boolean follows) {
        if (!follows) {
            tally.gap();
        }
        tally.delivered(event);
    }

    void failed(String why) {
        if (closing) {
            return;
        }
        failures++;
        if (firstFailure == null) {
            firstFailure = why;
            assembled.completeExceptionally(new IOException(why));
        }
    }

    String failures() {
        return firstFailure == null ? "" : failures + " subscribers failed, the first with: " + firstFailure;
    }

    /** Has the first so many stop reading; 0 has all of them read again. */
    void stall(int count) {
        for (int i = 0; i < members.size(); i++) {
            members.get(i).config().setAutoRead(i >= count);
        }
    }

    void close() {
        closing = true;
        for (var member : members) {
            var _ = member.close();
        }
    }

    private void join() {
        int pid = members.size() + 1;
        var connecting = new Bootstrap()
                .group(loop)
                .channel(server.channel())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Subscriber(Crowd.this, pid));
                    }
                })
                .connect(server.socket());
        members.add(connecting.channel());
        var _ = connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                failed(String.valueOf(connected.cause()));
            }
        });
    }
}
