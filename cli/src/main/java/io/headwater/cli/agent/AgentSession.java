package io.headwater.cli.agent;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.headwater.cli.connect.Connection;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A registered agent: it refreshes itself as often as the server recommends until it is closed. Safe to use from any
 * thread; it borrows the connection and does not close it.
 */
public final class AgentSession implements AutoCloseable {
    public static final Metadata.Key<String> SESSION_ID =
            Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER);

    private final Connection connection;
    private final String id;
    private final Duration refreshEvery;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("refresh").factory());

    private AgentSession(Connection connection, String id, Duration refreshEvery) {
        this.connection = connection;
        this.id = id;
        this.refreshEvery = refreshEvery;
    }

    /**
     * Registers an agent.
     *
     * @throws io.headwater.cli.Problem when the server cannot be reached or does not take the agent
     */
    public static AgentSession register(Connection connection, RegisterRemoteAgentRequest agent) {
        var answer = connection.askAsAgent(server -> server.registerRemoteAgent(agent));
        var every = Math.max(1, answer.getRecommendedRefreshIntervalSecs());
        var session = new AgentSession(connection, answer.getSessionId(), Duration.ofSeconds(every));
        var _ = session.timer.scheduleWithFixedDelay(session::refresh, every, every, TimeUnit.SECONDS);
        return session;
    }

    public String id() {
        return id;
    }

    public Duration refreshEvery() {
        return refreshEvery;
    }

    /**
     * Opens the config stream. The iterator throws {@link StatusRuntimeException} when the stream ends with an error, and
     * {@code DEADLINE_EXCEEDED} after the given time.
     *
     * @param name the label the server logs
     */
    public Iterator<ConfigEvent> follow(String name, Duration atMost) {
        var headers = new Metadata();
        headers.put(SESSION_ID, id);
        return connection
                .agents()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(atMost)
                .streamConfigEvents(ConfigStreamRequest.newBuilder()
                        .setName(name)
                        .setSessionId(id)
                        .build());
    }

    private void refresh() {
        try {
            var _ = connection
                    .agents()
                    .withDeadlineAfter(refreshEvery)
                    .refreshRemoteAgent(RefreshRemoteAgentRequest.newBuilder()
                            .setSessionId(id)
                            .build());
        } catch (StatusRuntimeException e) {
            // Not this agent's to report: a session that is gone ends its stream, and the stream says why.
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
