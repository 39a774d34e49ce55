package io.headwater.server.agents;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.headwater.server.transport.Requests;
import io.headwater.wire.api.v1.AgentGrpc;
import io.headwater.wire.model.v1.HostnameReply;
import io.headwater.wire.model.v1.HostnameRequest;
import java.util.function.Supplier;

/** {@code datadog.api.v1.Agent}: what this host is called. Needs the client certificate and no token. */
public final class Host implements AgentGrpc.AsyncService {
    private final Supplier<String> hostname;

    public Host(Supplier<String> hostname) {
        this.hostname = hostname;
    }

    public ServerServiceDefinition service() {
        return Requests.wellFormed(AgentGrpc.bindService(this));
    }

    @Override
    public void getHostname(HostnameRequest request, StreamObserver<HostnameReply> observer) {
        observer.onNext(HostnameReply.newBuilder().setHostname(hostname.get()).build());
        observer.onCompleted();
    }
}
