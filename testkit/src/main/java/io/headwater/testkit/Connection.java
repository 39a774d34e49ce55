package io.headwater.testkit;

import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.headwater.server.security.CredentialFiles;
import io.headwater.server.security.TransportSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A channel to a server, and the token to call it with. It has its connection when the first call needs one. */
record Connection(ManagedChannel channel, CallCredentials token) implements AutoCloseable {
    private static final int MESSAGE_BYTES = 128 << 20;
    /** Small, so that a client that stops reading is felt by the server soon. */
    private static final int WINDOW_BYTES = 64 << 10;

    static Connection open(String address, Path credentials) {
        try {
            var security =
                    TransportSecurity.open(CredentialFiles.in(credentials), Duration.ZERO, Clock.systemUTC(), _ -> {});
            var channel = NettyChannelBuilder.forTarget("dns:///" + address)
                    .sslContext(security.clientContext())
                    .flowControlWindow(WINDOW_BYTES)
                    .maxInboundMessageSize(MESSAGE_BYTES)
                    .build();
            return new Connection(channel, security.callCredentials());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
