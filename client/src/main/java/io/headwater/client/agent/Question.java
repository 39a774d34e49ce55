package io.headwater.client.agent;

import io.headwater.client.internal.values.Secrets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that only the process's own code can answer. Asked while it is still being answered, it waits for that answer rather
 * than ask again: code that hangs keeps one thread and no more.
 */
final class Question<T> {
    private static final int LONGEST_MESSAGE = 200;

    private final Supplier<T> supplier;
    private final Function<String, T> failed;
    private final Executor threads;
    private @Nullable CompletableFuture<T> running;

    /**
     * @param supplier the process's own code, and what makes a message of its answer
     * @param failed the message in its place, of the reason why there is none
     */
    Question(Supplier<T> supplier, Function<String, T> failed, Executor threads) {
        this.supplier = supplier;
        this.failed = failed;
        this.threads = threads;
    }

    /** The answer, or what stands for it; always one of them, by then. */
    CompletableFuture<T> ask(Duration atMost) {
        return begun().copy()
                .orTimeout(atMost.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(failure -> failed.apply(reason(failure, atMost)));
    }

    private synchronized CompletableFuture<T> begun() {
        if (running == null || running.isDone()) {
            try {
                running = CompletableFuture.supplyAsync(supplier, threads);
            } catch (RejectedExecutionException stopping) {
                return CompletableFuture.failedFuture(new CancellationException());
            }
        }
        return running;
    }

    private static String reason(Throwable failure, Duration atMost) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + atMost.toMillis() + " ms";
        }
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof CancellationException) {
            return "the process is stopping";
        }
        var message = cause.getMessage();
        if (message == null || Secrets.isInside(message)) {
            return cause.getClass().getSimpleName();
        }
        var shown = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
        return cause.getClass().getSimpleName() + ": " + shown;
    }
}
