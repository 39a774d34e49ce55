package io.headwater.client.internal.session;

import java.time.Duration;
import java.util.concurrent.Executor;

/** One thread's work, now and later, and its notion of time. Tasks run one at a time, in the order in which they fall due. */
public interface Schedule extends Executor {
    Task after(Duration delay, Runnable task);

    /** A clock that never jumps. */
    long nanos();

    /** Something to be done later. */
    interface Task {
        /** It is not done any more; harmless when it was. */
        void cancel();
    }
}
