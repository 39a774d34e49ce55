package io.headwater.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand subscribers over TLS, one of which stops reading for a minute while settings change. {@code -Dsubscribers=N} and
 * {@code -Dstall.seconds=S} make it another size.
 */
final class StalledSubscriberTest {
    private static final int SUBSCRIBERS = Integer.getInteger("subscribers", 1_000);
    private static final Duration STALL = Duration.ofSeconds(Long.getLong("stall.seconds", 60));
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SETTINGS = 50;

    @TempDir
    private Path directory;

    @Test
    void boundedAndNonBlocking() throws Exception {
        var data = directory.resolve("data");
        var loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        var clients = new ArrayList<Client>();
        try (var server = ServerProcess.start(data, "--agents", "127.0.0.1:0", "--schema", schema().toString())) {
            var followers = new ArrayList<Follower>();
            for (int i = 0; i < SUBSCRIBERS; i++) {
                var client = new Client(server.agents().getFirst(), data, loops);
                clients.add(client);
                followers.add(client.follow(client.register("agent " + i)));
            }
            await().atMost(PATIENCE).until(() -> followers.stream().allMatch(Follower::hasSnapshot));
            var stalled = followers.removeFirst();
            var admin = clients.getLast();

            stalled.stall();
            change(admin, followers, STALL.dividedBy(2));
            long halfway = server.residentKilobytes();
            change(admin, followers, STALL.dividedBy(2));
            long end = server.residentKilobytes();

            long revision = admin.revision();
            System.out.printf(
                    "%,d subscribers, one stalled for %s: %,d changes; resident %,d KB halfway, %,d KB at the end; stalled at %d of %d%n",
                    SUBSCRIBERS, STALL, followers.getFirst().updates(), halfway, end, stalled.sequence(), revision);
            assertThat(followers).allSatisfy(follower -> {
                assertThat(follower.broken()).isNull();
                assertThat(follower.snapshots()).as("nobody else was resynced").isEqualTo(1);
                assertThat(follower.sequence()).isEqualTo((int) revision);
            });
            assertThat(stalled.sequence()).as("it did stall").isLessThan((int) revision - 100);
            assertThat(end - halfway).as("kilobytes that a minute of it costs").isLessThan(32 << 10);

            stalled.readOn();

            await().atMost(PATIENCE).until(() -> stalled.sequence() == (int) revision);
            assertThat(stalled.snapshots())
                    .as("it was told that it missed something")
                    .isGreaterThan(1);
            assertThat(stalled.broken()).isNull();
            for (int i = 0; i < SETTINGS; i++) {
                assertThat(stalled.get("setting_" + i))
                        .isEqualTo(followers.getFirst().get("setting_" + i));
            }
        } finally {
            clients.forEach(Client::close);
            var _ = loops.shutdownGracefully();
        }
    }

    /** Changes one setting after another, each when everyone who reads has the one before. */
    private static void change(Client admin, List<Follower> followers, Duration howLong) {
        var random = new SplittableRandom(7);
        long until = System.nanoTime() + howLong.toNanos();
        while (System.nanoTime() < until) {
            int before = followers.getFirst().sequence();
            admin.set("setting_" + random.nextInt(SETTINGS), "x".repeat(2_000) + random.nextLong());
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> followers.stream().allMatch(follower -> follower.sequence() > before));
        }
    }

    private Path schema() throws Exception {
        var schema = new StringBuilder("properties:\n");
        for (int i = 0; i < SETTINGS; i++) {
            schema.append("  setting_%d:\n    node_type: setting\n    type: string\n    default: ''\n".formatted(i));
        }
        var schemas = Files.createDirectory(directory.resolve("schema"));
        Files.writeString(schemas.resolve("core_schema.yaml"), schema);
        return schemas;
    }
}
