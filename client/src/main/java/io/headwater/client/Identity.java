package io.headwater.client;

import io.headwater.client.agent.AgentEndpoint;
import io.headwater.client.agent.RemoteAgent;
import io.headwater.client.connection.CredentialFiles;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * As whom a client registers: under its name, or as a remote agent with an endpoint, which is opened as soon as there are
 * credentials to serve with. On the session's thread.
 */
final class Identity {
    private final String name;
    private final @Nullable RemoteAgent agent;
    private final CredentialFiles files;
    private final LongSupplier nanos;
    private @Nullable AgentEndpoint endpoint;

    Identity(String name, @Nullable RemoteAgent agent, CredentialFiles files, LongSupplier nanos) {
        this.name = name;
        this.agent = agent;
        this.files = files;
        this.nanos = nanos;
    }

    RegisterRemoteAgentRequest registration() throws IOException {
        var request = RegisterRemoteAgentRequest.newBuilder()
                .setPid(Long.toString(ProcessHandle.current().pid()));
        if (agent == null) {
            return request.setFlavor(name.replace('-', '_'))
                    .setDisplayName(name)
                    .setApiEndpointUri("https://configstream-consumer/" + name)
                    .build();
        }
        if (endpoint == null) {
            endpoint = AgentEndpoint.open(agent, files, "headwater-" + name, nanos);
        }
        return request.setFlavor(agent.flavor())
                .setDisplayName(agent.displayName())
                .setApiEndpointUri(endpoint.uri())
                .addAllServices(endpoint.services())
                .build();
    }

    /** The server granted a session; what the endpoint answers belongs to it. */
    void registered(String session) {
        if (endpoint != null) {
            endpoint.session(session);
        }
    }

    void close() {
        if (endpoint != null) {
            endpoint.close();
        }
    }
}
