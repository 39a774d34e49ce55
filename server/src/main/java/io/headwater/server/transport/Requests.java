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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done to a service's calls before its handlers see them. */
public final class Requests {
    private static final Logger log = LoggerFactory.getLogger(Requests.class);

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
            return new InOrder<>(call, next.startCall(call, headers), MoreExecutors.newSequentialExecutor(workers));
        }
    }

    private static final class InOrder<Q> extends ServerCall.Listener<Q> {
        private final ServerCall<Q, ?> call;
        private final ServerCall.Listener<Q> handler;
        private final Executor inOrder;

        InOrder(ServerCall<Q, ?> call, ServerCall.Listener<Q> handler, Executor inOrder) {
            this.call = call;
            this.handler = handler;
            this.inOrder = inOrder;
        }

        @Override
        public void onMessage(Q message) {
            run(() -> handler.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            run(handler::onHalfClose);
        }

        @Override
        public void onCancel() {
            run(handler::onCancel);
        }

        @Override
        public void onComplete() {
            run(handler::onComplete);
        }

        @Override
        public void onReady() {
            run(handler::onReady);
        }

        private void run(Runnable event) {
            inOrder.execute(() -> {
                try {
                    event.run();
                } catch (RuntimeException e) {
                    log.atError()
                            .setCause(e)
                            .addKeyValue("method", call.getMethodDescriptor().getFullMethodName())
                            .log("a call failed");
                    fail();
                }
            });
        }

        private void fail() {
            try {
                call.close(
                        Status.INTERNAL.withDescription("the server failed at this; its log says why"), new Metadata());
            } catch (IllegalStateException alreadyClosed) {
                // Then the client has its answer.
            }
        }
    }
}
