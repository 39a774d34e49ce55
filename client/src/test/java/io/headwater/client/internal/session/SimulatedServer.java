package io.headwater.client.internal.session;

import io.grpc.Status;
import io.headwater.client.connection.Address;
import io.headwater.wire.model.v1.ConfigEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server on virtual time: every answer takes a millisecond. It remembers when it was asked what. */
final class SimulatedServer implements Transport {
    static final Failure NOBODY = failure(Status.UNAVAILABLE);
    private static final Duration LATENCY = Duration.ofMillis(1);
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    final List<Duration> dials = new ArrayList<>();
    final List<Duration> registrations = new ArrayList<>();
    final List<Duration> refreshes = new ArrayList<>();
    final List<String> streams = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    final Deque<Failure> registrationFailures = new ArrayDeque<>();
    final Deque<Failure> refreshFailures = new ArrayDeque<>();
    final Deque<Failure> streamFailures = new ArrayDeque<>();
    final Set<Stream> open = new HashSet<>();

    private final VirtualTime time;
    private final Set<String> sessions = new HashSet<>();
    private List<ConfigEvent> onConnect = List.of();
    private Duration interval = Duration.ofSeconds(30);
    private @Nullable IOException missing;
    private boolean up = true;
    private boolean hangs;
    private int granted;

    SimulatedServer(VirtualTime time) {
        this.time = time;
    }

    static Failure failure(Status status) {
        return Failure.of(status, Address.of("server:5001"));
    }

    SimulatedServer onConnect(ConfigEvent... events) {
        onConnect = List.of(events);
        return this;
    }

    SimulatedServer recommends(Duration refreshEvery) {
        interval = refreshEvery;
        return this;
    }

    /** What each client finds missing on its own side; null for nothing. */
    void lacks(@Nullable IOException what) {
        missing = what;
    }

    /** Takes every call and answers none. */
    void hang(boolean whether) {
        hangs = whether;
    }

    void stop() {
        up = false;
        sessions.clear();
        end(NOBODY);
    }

    void start() {
        up = true;
    }

    /** Is as it was at the start, but for what it granted. */
    void heal() {
        up = true;
        hangs = false;
        missing = null;
        refreshFailures.clear();
    }

    void evict() {
        sessions.clear();
    }

    void send(ConfigEvent event) {
        List.copyOf(open).forEach(stream -> stream.events.event(event));
    }

    void end(Failure failure) {
        List.copyOf(open).forEach(stream -> stream.end(failure));
    }

    @Override
    public Link connect() throws IOException {
        dials.add(time.now());
        if (missing != null) {
            throw missing;
        }
        return new SimulatedLink();
    }

    final class Stream {
        private final Events events;

        Stream(Events events) {
            this.events = events;
        }

        void end(Failure failure) {
            open.remove(this);
            events.ended(failure);
        }
    }

    private final class SimulatedLink implements Link {
        private @Nullable Stream stream;
        private boolean closed;

        @Override
        public void register(Reply<Granted> reply) {
            answer(
                    () -> {
                        registrations.add(time.now());
                        if (!registrationFailures.isEmpty()) {
                            reply.failed(registrationFailures.remove());
                            return;
                        }
                        var id = "session-" + ++granted;
                        sessions.add(id);
                        reply.granted(new Granted(id, interval));
                    },
                    reply);
        }

        @Override
        public void refresh(Granted session, Reply<Granted> reply) {
            answer(
                    () -> {
                        refreshes.add(time.now());
                        if (!refreshFailures.isEmpty()) {
                            reply.failed(refreshFailures.remove());
                        } else if (!sessions.contains(session.session())) {
                            reply.failed(failure(Status.NOT_FOUND));
                        } else {
                            reply.granted(session);
                        }
                    },
                    reply);
        }

        @Override
        public void follow(Granted session, Events events) {
            answer(
                    () -> {
                        streams.add(session.session());
                        if (!streamFailures.isEmpty()) {
                            events.ended(streamFailures.remove());
                        } else if (!sessions.contains(session.session())) {
                            events.ended(failure(Status.PERMISSION_DENIED));
                        } else {
                            stream = new Stream(events);
                            open.add(stream);
                            onConnect.forEach(events::event);
                        }
                    },
                    events::ended,
                    () -> {});
        }

        /** A call with a deadline: one that hangs fails, in time. */
        private <T> void answer(Runnable answer, Reply<T> reply) {
            answer(answer, reply::failed, () -> {
                var _ = time.after(DEADLINE, () -> reply.failed(failure(Status.DEADLINE_EXCEEDED)));
            });
        }

        private void answer(Runnable answer, Consumer<Failure> unreachable, Runnable hang) {
            var _ = time.after(LATENCY, () -> {
                if (closed) {
                    return;
                }
                if (hangs) {
                    hang.run();
                } else if (up) {
                    answer.run();
                } else {
                    unreachable.accept(NOBODY);
                }
            });
        }

        @Override
        public void more() {}

        @Override
        public void end(Granted session, Runnable done) {
            ended.add(session.session());
            time.execute(done);
        }

        @Override
        public void close() {
            closed = true;
            if (stream != null) {
                open.remove(stream);
            }
        }
    }
}
