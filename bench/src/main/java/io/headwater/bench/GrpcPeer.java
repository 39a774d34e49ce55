package io.headwater.bench;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentResponse;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The usual way to write such a server with grpc-java: a set of observers and a loop that hands each of them the message.
 * No session check, no change detection, no bound on what a slow reader holds.
 */
final class GrpcPeer extends AgentSecureGrpc.AgentSecureImplBase implements Yardstick {
    private final Set<StreamObserver<ConfigEvent>> subscribers = ConcurrentHashMap.newKeySet();
    private final int snapshotBytes;
    private int sequence = 1;

    private GrpcPeer(int snapshotBytes) {
        this.snapshotBytes = snapshotBytes;
    }

    public static void main(String... args) throws Exception {
        var arguments = Arguments.of(args);
        var credentials = Credentials.read(arguments.credentials());
        var peer = new GrpcPeer(arguments.snapshotBytes());
        var server = NettyServerBuilder.forAddress(
                        arguments.addresses().getFirst().socket())
                .sslContext(credentials.serverTls())
                .addService(peer)
                .build()
                .start();
        Yardstick.serve(List.of(new Address("127.0.0.1:" + server.getPort())), peer);
    }

    @Override
    public void registerRemoteAgent(
            RegisterRemoteAgentRequest request, StreamObserver<RegisterRemoteAgentResponse> response) {
        response.onNext(RegisterRemoteAgentResponse.newBuilder()
                .setSessionId(UUID.randomUUID().toString())
                .build());
        response.onCompleted();
    }

    @Override
    public synchronized void streamConfigEvents(ConfigStreamRequest request, StreamObserver<ConfigEvent> response) {
        ((ServerCallStreamObserver<ConfigEvent>) response).setOnCancelHandler(() -> subscribers.remove(response));
        response.onNext(Events.snapshot(sequence, snapshotBytes));
        subscribers.add(response);
    }

    @Override
    public synchronized void publish(Stamp first, int count) {
        for (int i = 0; i < count; i++) {
            var update = Events.update(++sequence, new Stamp(first.nanos(), first.ordinal() + i));
            subscribers.forEach(each -> each.onNext(update));
        }
    }
}
