package io.headwater.server.agents;

import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** The streams whose connections one event loop serves: a write to the feed wakes them with one task, however many they are. */
final class StreamLoop {
    private final EventExecutor loop;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<ConfigStream> streams = new ArrayList<>();

    StreamLoop(EventExecutor loop) {
        this.loop = loop;
    }

    boolean isCurrent() {
        return loop.inEventLoop();
    }

    /** Has every stream drained soon. Costs one compare-and-set while a wake-up is already on its way. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            loop.execute(this::drainAll);
        }
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    void add(ConfigStream stream) {
        streams.add(stream);
    }

    /** Forgets the stream in a task of its own: it may end while all are being drained. */
    void remove(ConfigStream stream) {
        loop.execute(() -> streams.remove(stream));
    }

    private void drainAll() {
        woken.set(false);
        streams.forEach(ConfigStream::drain);
    }
}
