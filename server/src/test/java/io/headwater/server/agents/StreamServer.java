package io.headwater.server.agents;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.headwater.core.feed.Draft;
import io.headwater.core.feed.Feed;
import io.headwater.core.fleet.Admission;
import io.headwater.core.fleet.Registrant;
import io.headwater.core.fleet.Registry;
import io.headwater.core.settings.Setting;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import io.headwater.server.security.CredentialFiles;
import io.headwater.server.security.CredentialIssuer;
import io.headwater.server.security.TransportSecurity;
import io.headwater.server.telemetry.Meters;
import io.headwater.server.transport.Address;
import io.headwater.server.transport.EventLoops;
import io.headwater.server.transport.GrpcFace;
import io.headwater.wire.agents.v1.EndSessionRequest;
import io.headwater.wire.agents.v1.EndSessionResponse;
import io.headwater.wire.agents.v1.SessionsGrpc;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The config stream alone, over real TLS on loopback, with a clock for its sessions that only moves when told. */
final class StreamServer implements AutoCloseable {
    final Meters meters = new Meters();
    final AtomicLong nanos = new AtomicLong();
    final Registry registry;
    final Feed<String, Setting> feed;
    private final EventLoops loops = new EventLoops(2);
    private final ConfigStreams streams;
    private final GrpcFace face;
    private final ManagedChannel channel;

    StreamServer(Path directory, boolean registryEnabled, Feed<String, Setting> feed, int maxSnapshotBytes)
            throws Exception {
        this.feed = feed;
        this.registry = new Registry(
                new Registry.Limits(Duration.ofSeconds(60), 1_000),
                Clock.systemUTC(),
                nanos::get,
                UUID::randomUUID,
                failure -> {
                    throw failure;
                });
        this.streams = new ConfigStreams(
                feed,
                new ConfigEvents("datadog.yaml", maxSnapshotBytes),
                registry,
                registryEnabled,
                new StreamJournal(meters, System::nanoTime, 4 << 20),
                loops.serving());
        var files = CredentialFiles.in(directory);
        files.createMissing(new CredentialIssuer(new SecureRandom(), Clock.systemUTC(), List.of()));
        var security = TransportSecurity.open(files, Duration.ZERO, Clock.systemUTC(), _ -> {});
        this.face = GrpcFace.open(
                List.of(new Address.Tcp("127.0.0.1", 0)),
                loops,
                security.serverContext(),
                List.of(
                        ServerServiceDefinition.builder(AgentSecureGrpc.SERVICE_NAME)
                                .addMethod(streams.method())
                                .build(),
                        new Sessions(registry).service()),
                List.of());
        var port = ((Address.Tcp) face.addresses().getFirst()).port();
        this.channel = NettyChannelBuilder.forAddress("localhost", port)
                .sslContext(security.clientContext())
                .build();
    }

    static StreamServer over(Path directory) throws Exception {
        return new StreamServer(
                directory,
                true,
                Feed.builder(Clock.systemUTC()).backlog(1_000, 10 << 20).build(_ -> 100),
                1 << 20);
    }

    String register(String name) {
        var admission = registry.register(new Registrant("", "test", name, "localhost:1", List.of()));
        return ((Admission.Granted) admission).session().id();
    }

    void set(String key, String value) {
        write(draft -> draft.put(key, new Setting(Value.of(value), Source.FILE)));
    }

    void write(Consumer<Draft<String, Setting>> changes) {
        feed.write("test", "", changes);
    }

    /** Opens a stream that reads nothing until it is asked to. */
    Follower follow(Metadata headers, ConfigStreamRequest request) {
        var call = channel.newCall(AgentSecureGrpc.getStreamConfigEventsMethod(), CallOptions.DEFAULT);
        return Follower.start(call, headers, request);
    }

    Follower follow(String sessionId) {
        return follow(
                session(sessionId),
                ConfigStreamRequest.newBuilder().setName("test").build());
    }

    Follower followWithBytes(String sessionId, byte[] request) {
        var declared = AgentSecureGrpc.getStreamConfigEventsMethod();
        MethodDescriptor<byte[], ConfigEvent> method = declared.toBuilder(
                        SharedBytes.MARSHALLER, declared.getResponseMarshaller())
                .build();
        ClientCall<byte[], ConfigEvent> call = channel.newCall(method, CallOptions.DEFAULT);
        return Follower.start(call, session(sessionId), request);
    }

    EndSessionResponse endSession(String sessionId) {
        return SessionsGrpc.newBlockingStub(channel)
                .endSession(
                        EndSessionRequest.newBuilder().setSessionId(sessionId).build());
    }

    static Metadata session(String... ids) {
        var headers = new Metadata();
        for (var id : ids) {
            headers.put(Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER), id);
        }
        return headers;
    }

    void stop() {
        streams.close();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        streams.close();
        face.close();
        loops.close();
        meters.close();
    }
}
