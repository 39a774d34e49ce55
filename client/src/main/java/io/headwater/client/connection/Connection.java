package io.headwater.client.connection;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.Executor;

/**
 * An authenticated way to one server. Every call shows the bearer token of its moment; the certificate is
 * the one of the moment of dialing. Safe from any thread.
 */
public final class Connection implements AutoCloseable {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final ManagedChannel channel;
    private final Channel authenticated;

    Connection(ManagedChannel channel, CredentialSource credentials) {
        this.channel = channel;
        this.authenticated = ClientInterceptors.intercept(channel, bearing(credentials));
    }

    /** What stubs are made of. Calls on it are answered on the transport's thread, which must not be kept. */
    public Channel channel() {
        return authenticated;
    }

    private static ClientInterceptor bearing(CredentialSource credentials) {
        var token = new CallCredentials() {
            @Override
            public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
                try {
                    var headers = new Metadata();
                    headers.put(AUTHORIZATION, "Bearer " + credentials.get().token());
                    applier.apply(headers);
                } catch (CredentialException e) {
                    applier.fail(Status.UNAVAILABLE.withDescription(e.getMessage()));
                }
            }
        };
        return new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                return next.newCall(method, options.withCallCredentials(token));
            }
        };
    }

    /** Ends every call that is under way, and the connection with it. */
    @Override
    public void close() {
        channel.shutdownNow();
    }
}
