package io.headwater.acceptance;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.headwater.server.security.CredentialException;
import io.headwater.server.security.CredentialFiles;
import io.headwater.server.security.TransportSecurity;
import io.headwater.server.transport.Address;
import io.headwater.wire.admin.v1.AdminGrpc;
import io.headwater.wire.admin.v1.ListSettingsRequest;
import io.headwater.wire.admin.v1.SetSettingRequest;
import io.headwater.wire.admin.v1.Setting;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RemoteAgentGrpc;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A connection to a server, with the credentials of its data directory. */
final class Client implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    /** Small, so that a client that stops reading is felt by the server soon. */
    private static final int WINDOW_BYTES = 64 << 10;

    private final ManagedChannel connection;
    private final TransportSecurity security;

    Client(Address address, Path data, EventLoopGroup loops) throws CredentialException {
        security = TransportSecurity.open(CredentialFiles.in(data), Duration.ZERO, Clock.systemUTC(), _ -> {});
        connection = builder(address)
                .eventLoopGroup(loops)
                .sslContext(security.clientContext())
                .overrideAuthority("localhost")
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(128 << 20)
                .build();
    }

    private static NettyChannelBuilder builder(Address address) {
        return switch (address) {
            case Address.Tcp(var host, var port) ->
                NettyChannelBuilder.forAddress(host, port).channelType(EpollSocketChannel.class);
            case Address.Unix(var path) ->
                NettyChannelBuilder.forAddress(new DomainSocketAddress(path.toFile()))
                        .channelType(EpollDomainSocketChannel.class);
        };
    }

    String register(String name) {
        return RemoteAgentGrpc.newBlockingStub(connection)
                .withCallCredentials(security.callCredentials())
                .withWaitForReady()
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .registerRemoteAgent(RegisterRemoteAgentRequest.newBuilder()
                        .setDisplayName(name)
                        .setFlavor("acceptance")
                        .setApiEndpointUri("localhost:1")
                        .build())
                .getSessionId();
    }

    /** Opens the stream; it reads what it is told to read. */
    Follower follow(String sessionId) {
        return Follower.start(connection, security.callCredentials(), sessionId);
    }

    void set(String key, String text) {
        var _ = admin().setSetting(
                        SetSettingRequest.newBuilder().setKey(key).setText(text).build());
    }

    /** What the server says that every stream should show by now, as JSON text by key. */
    Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        for (Setting setting :
                admin().listSettings(ListSettingsRequest.getDefaultInstance()).getSettingsList()) {
            settings.put(setting.getKey(), setting.getJson());
        }
        return settings;
    }

    long revision() {
        return admin().listSettings(ListSettingsRequest.getDefaultInstance()).getRevision();
    }

    private AdminGrpc.AdminBlockingStub admin() {
        return AdminGrpc.newBlockingStub(connection)
                .withMaxInboundMessageSize(128 << 20)
                .withCallCredentials(security.callCredentials())
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        connection.shutdownNow();
    }
}
