package io.headwater.server.transport;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Executor;

/** What is done to a service's calls before its handlers see them. */
public final class Requests {
    private Requests() {}

    /** Answers bytes that are no message with {@code INTERNAL}, as grpc-go does, rather than {@code UNKNOWN}. */
    public static ServerServiceDefinition wellFormed(ServerServiceDefinition service) {
        return ServerInterceptors.intercept(
                ServerInterceptors.useInputStreamMessages(service), new MalformedIsInternal());
    }

    /** Runs the handlers of a service that may block on {@code workers}, each call's events in their order. */
    public static ServerServiceDefinition offEventLoop(ServerServiceDefinition service, Executor workers) {
        return ServerInterceptors.intercept(service, new OffEventLoop(workers));
    }

    private static final class MalformedIsInternal implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                private boolean refused;

                @Override
                public void onMessage(Q message) {
                    try {
                        super.onMessage(message);
                    } catch (StatusRuntimeException malformed) {
                        refused = true;
                        call.close(
                                Status.INTERNAL.withDescription("request: not a "
                                        + call.getMethodDescriptor().getFullMethodName()
                                        + " message (expected: protobuf)"),
                                new Metadata());
                    }
                }

                @Override
                public void onHalfClose() {
                    if (!refused) {
                        super.onHalfClose();
                    }
                }
            };
        }
    }

    private record OffEventLoop(Executor workers) implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            var inOrder = MoreExecutors.newSequentialExecutor(workers);
            var delegate = next.startCall(call, headers);
            return new ServerCall.Listener<>() {
                @Override
                public void onMessage(Q message) {
                    inOrder.execute(() -> delegate.onMessage(message));
                }

                @Override
                public void onHalfClose() {
                    inOrder.execute(delegate::onHalfClose);
                }

                @Override
                public void onCancel() {
                    inOrder.execute(delegate::onCancel);
                }

                @Override
                public void onComplete() {
                    inOrder.execute(delegate::onComplete);
                }

                @Override
                public void onReady() {
                    inOrder.execute(delegate::onReady);
                }
            };
        }
    }
}
