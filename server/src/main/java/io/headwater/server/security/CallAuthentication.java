package io.headwater.server.security;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Refuses calls without a client certificate and, except on the services named, without the bearer token. TLS has already
 * verified a certificate that is there.
 *
 * <p>Checks once, when the headers arrive, and then stands aside: messages pass through nothing of it. Safe for use by many
 * threads.
 */
public final class CallAuthentication implements ServerInterceptor {
    /**
     * Hears of every refused call, on the thread that serves it; it must not block. The peer is its address and port, or {@code
     * unix socket}, whose clients have no name.
     */
    @FunctionalInterface
    public interface Refusals {
        void refused(Refusal refusal, String peer);
    }

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Predicate<String> acceptsToken;
    private final Set<String> certificateOnly;
    private final Refusals refusals;

    /**
     * @param acceptsToken {@link TransportSecurity#acceptsToken}
     * @param certificateOnly full names of the services that ask for no token
     */
    public CallAuthentication(Predicate<String> acceptsToken, Set<String> certificateOnly, Refusals refusals) {
        this.acceptsToken = acceptsToken;
        this.certificateOnly = Set.copyOf(certificateOnly);
        this.refusals = refusals;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Refusal refusal = refusalOf(call, headers);
        if (refusal == null) {
            return next.startCall(call, headers);
        }
        refusals.refused(refusal, peerOf(call.getAttributes()));
        call.close(refusal.status(), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private @Nullable Refusal refusalOf(ServerCall<?, ?> call, Metadata headers) {
        Refusal refusal = refusalOfPeer(call.getAttributes());
        if (refusal != null
                || certificateOnly.contains(call.getMethodDescriptor().getServiceName())) {
            return refusal;
        }
        return refusalOfToken(headers);
    }

    private static @Nullable Refusal refusalOfPeer(Attributes attributes) {
        SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) == null ? Refusal.NO_PEER : Refusal.NOT_TLS;
        }
        try {
            return session.getPeerCertificates().length == 0 ? Refusal.NO_CERTIFICATE : null;
        } catch (SSLPeerUnverifiedException _) {
            return Refusal.NO_CERTIFICATE;
        }
    }

    private @Nullable Refusal refusalOfToken(Metadata headers) {
        String authorization = first(headers.getAll(AUTHORIZATION));
        if (authorization.isEmpty()) {
            return Refusal.NO_TOKEN;
        }
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return Refusal.BAD_AUTHORIZATION;
        }
        if (!authorization.substring(0, space).equalsIgnoreCase("Bearer")) {
            return Refusal.OTHER_SCHEME;
        }
        return acceptsToken.test(authorization.substring(space + 1)) ? null : Refusal.WRONG_TOKEN;
    }

    /** Of two headers the first counts, as it does for the Go server. */
    private static String first(@Nullable Iterable<String> values) {
        if (values == null) {
            return "";
        }
        Iterator<String> iterator = values.iterator();
        return iterator.hasNext() ? iterator.next() : "";
    }

    private static String peerOf(Attributes attributes) {
        SocketAddress address = attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        if (address == null) {
            return "unknown";
        }
        String name = address.toString();
        return name.isEmpty() ? "unix socket" : name;
    }
}
