package io.headwater.server.agents;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a request, or nothing where its bytes are no message: then it is the handler who says so, in its own words. */
record IfWellFormed<T>(Marshaller<T> requests) implements Marshaller<Optional<T>> {
    @Override
    public Optional<T> parse(InputStream stream) {
        try {
            return Optional.of(requests.parse(stream));
        } catch (StatusRuntimeException malformed) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream stream(Optional<T> request) {
        throw new UnsupportedOperationException("a server does not send requests");
    }
}
