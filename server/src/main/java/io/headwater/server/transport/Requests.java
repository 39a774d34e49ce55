package io.headwater.server.transport;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** What is done to a service's calls before its handlers see them. */
public final class Requests {
    private Requests() {}

    /** Answers bytes that are no message with {@code INTERNAL}, as grpc-go does, rather than {@code UNKNOWN}. */
    public static ServerServiceDefinition wellFormed(ServerServiceDefinition service) {
        return ServerInterceptors.intercept(
                ServerInterceptors.useInputStreamMessages(service), new MalformedIsInternal());
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
}
