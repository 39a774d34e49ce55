package io.headwater.launcher.demo;

import io.grpc.StatusRuntimeException;
import io.headwater.cli.agent.AgentSession;
import io.headwater.cli.connect.Connection;
import io.headwater.cli.connect.Credentials;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusProviderGrpc;
import io.headwater.wire.remoteagent.status.v1.StatusSection;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * A small agent: it registers, refreshes, applies what its config stream says, and tells how it is when the server asks.
 * Safe to use from any thread.
 */
final class DemoAgent implements AutoCloseable {
    private static final Duration AS_LONG_AS_IT_LIVES = Duration.ofDays(1);

    private final String name;
    private final StatusEndpoint endpoint;
    private final AgentSession session;
    private final Map<String, ConfigSetting> applied = new HashMap<>();
    private int sequence = -1;

    private DemoAgent(String name, StatusEndpoint endpoint, AgentSession session) {
        this.name = name;
        this.endpoint = endpoint;
        this.session = session;
    }

    /**
     * Starts one.
     *
     * @param flavor its machine name, such as {@code system-probe}
     * @param name its name for people
     */
    static DemoAgent start(Connection connection, Credentials credentials, String flavor, String name)
            throws IOException {
        var endpoint = new StatusEndpoint(credentials);
        var session = AgentSession.register(
                connection,
                RegisterRemoteAgentRequest.newBuilder()
                        .setPid(Long.toString(ProcessHandle.current().pid()))
                        .setFlavor(flavor)
                        .setDisplayName(name)
                        .setApiEndpointUri(endpoint.uri())
                        .addServices(StatusProviderGrpc.SERVICE_NAME)
                        .build());
        var agent = new DemoAgent(name, endpoint, session);
        endpoint.answer(session.id(), agent::status);
        var stream = session.follow(flavor, AS_LONG_AS_IT_LIVES);
        Thread.ofVirtual().name(flavor).start(() -> agent.follow(stream));
        return agent;
    }

    private void follow(Iterator<ConfigEvent> stream) {
        try {
            stream.forEachRemaining(this::apply);
        } catch (StatusRuntimeException e) {
            // The demo is over, or it finds out by waiting in vain for this agent.
        }
    }

    private synchronized void apply(ConfigEvent event) {
        switch (event.getEventCase()) {
            case SNAPSHOT -> {
                applied.clear();
                event.getSnapshot().getSettingsList().forEach(setting -> applied.put(setting.getKey(), setting));
                sequence = event.getSnapshot().getSequenceId();
            }
            case UPDATE -> {
                applied.put(
                        event.getUpdate().getSetting().getKey(),
                        event.getUpdate().getSetting());
                sequence = event.getUpdate().getSequenceId();
            }
            case EVENT_NOT_SET -> {}
        }
        notifyAll();
    }

    /** Waits until the agent has applied a key with this source; false when the time is up first. */
    synchronized boolean awaits(String key, String source, Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (!Optional.ofNullable(applied.get(key))
                .map(ConfigSetting::getSource)
                .equals(Optional.of(source))) {
            var left = Duration.ofNanos(deadline - System.nanoTime());
            if (!left.isPositive()) {
                return false;
            }
            wait(Math.max(1, left.toMillis()));
        }
        return true;
    }

    private synchronized GetStatusDetailsResponse status() {
        return GetStatusDetailsResponse.newBuilder()
                .setMainSection(StatusSection.newBuilder()
                        .putFields("sequence", Integer.toString(sequence))
                        .putFields("settings", Integer.toString(applied.size()))
                        .putFields(Demo.KEY, shown(Demo.KEY)))
                .build();
    }

    String name() {
        return name;
    }

    synchronized int sequence() {
        return sequence;
    }

    synchronized int settings() {
        return applied.size();
    }

    /** What the agent has applied for a key, and its source. */
    synchronized String shown(String key) {
        var setting = applied.get(key);
        return setting == null ? "nothing yet" : setting.getValue().getStringValue() + " (" + setting.getSource() + ")";
    }

    @Override
    public void close() {
        session.close();
        endpoint.close();
    }
}
