package io.headwater.testkit;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.headwater.testkit.ScriptedServer.Call;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What goes wrong with which calls, and how many there were. Safe from any thread. */
final class Script implements ServerInterceptor {
    private final Map<Call, Plan> plans = new EnumMap<>(Call.class);

    Script() {
        for (var call : Call.values()) {
            plans.put(call, new Plan());
        }
    }

    /** For one kind of call: first the statuses for one call each, then what holds for all. */
    private static final class Plan {
        private final Deque<Status> once = new ArrayDeque<>();
        private @Nullable Status always;
        private boolean hangs;
        private int count;

        synchronized void next(Status status) {
            once.add(status);
        }

        synchronized void always(Status status) {
            always = status;
        }

        synchronized void hang() {
            hangs = true;
        }

        synchronized void heal() {
            once.clear();
            always = null;
            hangs = false;
        }

        synchronized void arrived() {
            count++;
        }

        synchronized int count() {
            return count;
        }

        synchronized @Nullable Status failure() {
            var next = once.poll();
            return next != null ? next : always;
        }

        synchronized boolean hangs() {
            return hangs;
        }
    }

    void next(Call call, Status status) {
        plan(call).next(status);
    }

    void always(Call call, Status status) {
        plan(call).always(status);
    }

    void hang(Call call) {
        plan(call).hang();
    }

    void heal(Call call) {
        plan(call).heal();
    }

    int count(Call call) {
        return plan(call).count();
    }

    /** To be said of a call once all that it does is done, so that who waits for it finds that done. */
    void arrived(Call call) {
        plan(call).arrived();
    }

    private Plan plan(Call call) {
        return Objects.requireNonNull(plans.get(call));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        for (var kind : Call.values()) {
            if (kind.method().equals(call.getMethodDescriptor().getBareMethodName())) {
                return interceptCall(kind, call, headers, next);
            }
        }
        return next.startCall(call, headers);
    }

    private <Q, A> ServerCall.Listener<Q> interceptCall(
            Call kind, ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (plan(kind).hangs()) {
            arrived(kind);
            return new ServerCall.Listener<>() {};
        }
        var failure = plan(kind).failure();
        if (failure != null) {
            call.close(failure, new Metadata());
            arrived(kind);
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}
