package io.headwater.client.agent;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets in who shows the token, and names the session in the headers of each answer: a server trusts no other. */
final class Gate implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> SESSION_ID =
            Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER);

    private final Predicate<String> acceptsToken;
    private final Supplier<String> session;

    /** @param session empty when there is none */
    Gate(Predicate<String> acceptsToken, Supplier<String> session) {
        this.acceptsToken = acceptsToken;
        this.session = session;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!isAuthorized(headers)) {
            return refuse(call, Status.UNAUTHENTICATED.withDescription("invalid auth token"));
        }
        var id = session.get();
        if (id.isEmpty()) {
            return refuse(call, Status.FAILED_PRECONDITION.withDescription("this agent is not registered"));
        }
        return next.startCall(new Named<>(call, id), headers);
    }

    /** Of several headers the first counts. */
    private boolean isAuthorized(Metadata headers) {
        var shown = first(headers.getAll(AUTHORIZATION));
        int space = shown.indexOf(' ');
        return space > 0
                && shown.substring(0, space).equalsIgnoreCase("Bearer")
                && acceptsToken.test(shown.substring(space + 1));
    }

    private static String first(@Nullable Iterable<String> values) {
        return values == null ? "" : values.iterator().next();
    }

    private static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static final class Named<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final String id;

        Named(ServerCall<Q, A> call, String id) {
            super(call);
            this.id = id;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            headers.discardAll(SESSION_ID);
            headers.put(SESSION_ID, id);
            super.sendHeaders(headers);
        }
    }
}
