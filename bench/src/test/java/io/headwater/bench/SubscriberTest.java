package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubscriberTest {
    @TempDir
    Path directory;

    private Crowd crowd;
    private EmbeddedChannel connection;

    @BeforeEach
    void connect() throws Exception {
        Credentials.create(directory);
        connection = new EmbeddedChannel();
        crowd = new Crowd(connection.eventLoop(), new Address("127.0.0.1:1"), Credentials.read(directory), false);
        connection.pipeline().addLast(new Subscriber(crowd, 1));
    }

    @AfterEach
    void close() {
        crowd.close();
        connection.finishAndReleaseAll();
    }

    @Test
    void countsEveryMessageHoweverItsBytesAreCut() {
        var sent = Unpooled.buffer();
        Http2.message(sent, 1, Events.snapshot(7, 40_000).toByteArray(), 0);
        Http2.message(sent, 1, Events.update(8, new Stamp(System.nanoTime(), 0)).toByteArray(), 0);
        Http2.message(sent, 1, Events.update(9, new Stamp(System.nanoTime(), 1)).toByteArray(), 0);

        for (int cut = 1; sent.isReadable(); cut = 1 + cut * 7 % 97) {
            receives(sent.readRetainedSlice(Math.min(cut, sent.readableBytes())));
        }

        assertThat(crowd.tally().summary()).startsWith("deliveries=2 late=0 snapshots=0 gaps=0");
        sent.release();
    }

    @Test
    void noticesAnUpdateThatIsMissing() {
        receives(message(Events.snapshot(7, 100)));
        receives(message(Events.update(9, new Stamp(System.nanoTime(), 0))));

        assertThat(crowd.tally().summary()).contains("gaps=1");
    }

    @Test
    void takesASnapshotInBetweenForAResync() {
        receives(message(Events.snapshot(7, 100)));
        receives(message(Events.snapshot(20, 100)));
        receives(message(Events.update(21, new Stamp(System.nanoTime(), 0))));

        assertThat(crowd.tally().summary()).startsWith("deliveries=1 late=0 snapshots=1 gaps=0");
    }

    @Test
    void doesNotCountUpdatesFromBeforeTheStart() {
        receives(message(Events.snapshot(7, 100)));
        crowd.tally().start(5);
        receives(message(Events.update(8, new Stamp(System.nanoTime(), 4))));
        receives(message(Events.update(9, new Stamp(System.nanoTime(), 5))));

        assertThat(crowd.tally().summary()).startsWith("deliveries=1 late=1");
    }

    @Test
    void givesTheServerCreditForWhatItRead() {
        connection.releaseOutbound();

        receives(message(Events.snapshot(7, 40_000)));

        ByteBuf written = connection.readOutbound();
        assertThat(written.getByte(3)).as("type of the frame").isEqualTo((byte) 0x8);
        written.release();
    }

    private static ByteBuf message(Message event) {
        var bytes = Unpooled.buffer();
        Http2.message(bytes, 1, event.toByteArray(), 0);
        return bytes;
    }

    private void receives(ByteBuf bytes) {
        connection.writeInbound(bytes);
    }
}
