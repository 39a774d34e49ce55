package io.headwater.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.headwater.server.transport.Address;
import io.headwater.wire.model.v1.ConfigSetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed in the middle of a storm of changes, on TCP and on a Unix socket at once. */
final class CrashTest {
    private static final int AGENTS = 20;
    private static final int KILLS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> KEYS = List.of("log_level", "env", "site", "hostname");

    @TempDir
    private Path directory;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(Client::close);
        var _ = loops.shutdownGracefully();
    }

    @Test
    void convergence() throws Exception {
        var data = directory.resolve("data");
        var socket = "unix:" + directory.resolve("agents.sock");
        var file = Files.writeString(directory.resolve("datadog.yaml"), "log_level: info\nenv: test\n");
        var ever = ConcurrentHashMap.<String>newKeySet();
        ever.addAll(List.of("info", "test", "", "headwater-test"));
        String address = "127.0.0.1:0";
        for (int kill = 0; kill <= KILLS; kill++) {
            try (var server =
                    ServerProcess.start(data, "-c", file.toString(), "--agents", address, "--agents", socket)) {
                address = server.agents().getFirst().toString();
                var agents = reconnect(server.agents(), data);
                rememberDefaults(ever, agents);
                if (kill == KILLS) {
                    converge(agents);
                    return;
                }
                try (var _ = new Storm(connect(server.agents().getFirst(), data), ever)) {
                    await().atMost(PATIENCE).until(() -> agents.stream().allMatch(agent -> agent.updates() > 200));
                    server.kill();
                    assertThat(agents)
                            .allSatisfy(agent -> assertThat(agent.ended()
                                            .orTimeout(30, TimeUnit.SECONDS)
                                            .join()
                                            .getCode())
                                    .isEqualTo(Status.Code.UNAVAILABLE));
                }
                showNothingThatNeverWas(agents, ever);
            }
        }
    }

    private List<Follower> reconnect(List<Address> addresses, Path data) throws Exception {
        var agents = new ArrayList<Follower>();
        for (int i = 0; i < AGENTS; i++) {
            var client = connect(addresses.get(i % addresses.size()), data);
            agents.add(client.follow(client.register("agent " + i)));
        }
        await().atMost(PATIENCE).until(() -> agents.stream().allMatch(Follower::hasSnapshot));
        return agents;
    }

    private Client connect(Address address, Path data) throws Exception {
        var client = new Client(address, data, loops);
        clients.add(client);
        return client;
    }

    /** After the last start nobody writes: what the file says is what everyone shows. */
    private static void converge(List<Follower> agents) {
        assertThat(agents).allSatisfy(agent -> {
            assertThat(agent.broken()).isNull();
            assertThat(text(agent.get("log_level"))).isEqualTo("info");
            assertThat(text(agent.get("env"))).isEqualTo("test");
            assertThat(agent.size()).isEqualTo(agents.getFirst().size()).isGreaterThan(1_000);
        });
    }

    private static void rememberDefaults(Set<String> ever, List<Follower> agents) {
        KEYS.forEach(key -> ever.add(text(agents.getFirst().get(key))));
    }

    private static void showNothingThatNeverWas(List<Follower> agents, Set<String> ever) {
        assertThat(agents).allSatisfy(agent -> {
            assertThat(agent.broken()).isNull();
            assertThat(ever)
                    .containsAll(KEYS.stream().map(key -> text(agent.get(key))).toList());
        });
    }

    private static String text(@Nullable ConfigSetting setting) {
        return setting == null ? "" : setting.getValue().getStringValue();
    }

    /** Changes settings as fast as the server answers, and remembers each value before it is sent. */
    private static final class Storm implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Thread thread;

        Storm(Client admin, Set<String> ever) {
            thread = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; !over.get(); i++) {
                        var value = "value " + i;
                        ever.add(value);
                        admin.set(KEYS.get(i % KEYS.size()), value);
                    }
                } catch (StatusRuntimeException serverIsGone) {
                    // It was killed: that is the storm's end.
                }
            });
        }

        @Override
        public void close() {
            over.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
