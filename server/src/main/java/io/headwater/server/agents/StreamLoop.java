package io.headwater.server.agents;

import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The streams whose connections one event loop serves: a write to the feed wakes them with one task, however many they are. */
final class StreamLoop {
    /*
     * To write one change to a thousand streams takes some ten milliseconds, and to write ten together hardly longer. So a loop
     * with many streams waits a little before it begins, a small part of what the round will take, and changes that come in
     * quick succession share it. A loop with few streams begins at once.
     */
    private static final long GATHER_NANOS_PER_STREAM = 1_000;

    private static final int FEW = 20;

    private final EventExecutor loop;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<ConfigStream> streams = new ArrayList<>();
    private volatile int size;

    StreamLoop(EventExecutor loop) {
        this.loop = loop;
    }

    boolean isCurrent() {
        return loop.inEventLoop();
    }

    /** Has every stream drained soon. Costs one compare-and-set while a wake-up is already on its way. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            if (size < FEW) {
                loop.execute(this::drainAll);
            } else {
                var _ = loop.schedule(this::drainAll, size * GATHER_NANOS_PER_STREAM, TimeUnit.NANOSECONDS);
            }
        }
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    void add(ConfigStream stream) {
        streams.add(stream);
        size = streams.size();
    }

    /** Forgets the stream in a task of its own: it may end while all are being drained. */
    void remove(ConfigStream stream) {
        loop.execute(() -> {
            streams.remove(stream);
            size = streams.size();
        });
    }

    private void drainAll() {
        woken.set(false);
        streams.forEach(ConfigStream::drain);
    }
}
