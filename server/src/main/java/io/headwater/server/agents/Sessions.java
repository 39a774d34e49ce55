package io.headwater.server.agents;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.headwater.core.fleet.Registry;
import io.headwater.server.transport.Requests;
import io.headwater.wire.agents.v1.EndSessionRequest;
import io.headwater.wire.agents.v1.EndSessionResponse;
import io.headwater.wire.agents.v1.SessionsGrpc;

/**
 * Lets an agent that stops say so, rather than be missed for a minute. Whoever knows a session may end it: its id is the agent's
 * own secret.
 *
 * <p>Safe from any thread; nothing here waits.
 */
public final class Sessions {
    private final Registry registry;

    public Sessions(Registry registry) {
        this.registry = registry;
    }

    /** {@code headwater.agents.v1.Sessions}. */
    public ServerServiceDefinition service() {
        return Requests.wellFormed(SessionsGrpc.bindService(new Calls()));
    }

    private final class Calls implements SessionsGrpc.AsyncService {
        /** A client that asks twice, or too late, has what it wants. */
        @Override
        public void endSession(EndSessionRequest request, StreamObserver<EndSessionResponse> observer) {
            registry.end(request.getSessionId());
            observer.onNext(EndSessionResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }
}
