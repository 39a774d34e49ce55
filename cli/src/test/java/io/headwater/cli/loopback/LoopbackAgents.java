package io.headwater.cli.loopback;

import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.headwater.wire.admin.v1.Agent;
import io.headwater.wire.admin.v1.AgentStatus;
import io.headwater.wire.admin.v1.Section;
import io.headwater.wire.admin.v1.Setting;
import io.headwater.wire.api.v1.AgentSecureGrpc.AgentSecureImplBase;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import io.headwater.wire.model.v1.ConfigUpdate;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentResponse;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** The agents' face over {@link Layers}: registration, the config stream, and status by calling back. */
final class LoopbackAgents extends AgentSecureImplBase {
    static final Context.Key<String> SESSION = Context.key("session_id");
    private static final String STATUS = "datadog.remoteagent.status.v1.StatusProvider";

    private final Layers layers;
    private final Map<String, RegisterRemoteAgentRequest> sessions = new ConcurrentSkipListMap<>();
    private final List<ConfigEvent> script = new CopyOnWriteArrayList<>();
    private final BiFunction<String, String, GetStatusDetailsResponse> ask;

    /** @param ask calls back to an endpoint, within a session */
    LoopbackAgents(Layers layers, BiFunction<String, String, GetStatusDetailsResponse> ask) {
        this.layers = layers;
        this.ask = ask;
    }

    /** From now on every stream says just this, and then stays open. */
    void script(List<ConfigEvent> events) {
        script.addAll(events);
    }

    @Override
    public void registerRemoteAgent(
            RegisterRemoteAgentRequest request, StreamObserver<RegisterRemoteAgentResponse> to) {
        var id = UUID.randomUUID().toString();
        sessions.put(id, request);
        to.onNext(RegisterRemoteAgentResponse.newBuilder()
                .setSessionId(id)
                .setRecommendedRefreshIntervalSecs(30)
                .build());
        to.onCompleted();
    }

    @Override
    public void refreshRemoteAgent(RefreshRemoteAgentRequest request, StreamObserver<RefreshRemoteAgentResponse> to) {
        to.onNext(RefreshRemoteAgentResponse.getDefaultInstance());
        to.onCompleted();
    }

    @Override
    public void streamConfigEvents(ConfigStreamRequest request, StreamObserver<ConfigEvent> to) {
        if (SESSION.get() == null || !sessions.containsKey(SESSION.get())) {
            to.onError(Status.PERMISSION_DENIED
                    .withDescription("session_id '" + SESSION.get() + "' not found")
                    .asRuntimeException());
            return;
        }
        if (!script.isEmpty()) {
            script.forEach(to::onNext);
            return;
        }
        var sequence = new AtomicInteger();
        Layers.Listener listener = change -> change.now()
                .ifPresent(now -> to.onNext(ConfigEvent.newBuilder()
                        .setUpdate(ConfigUpdate.newBuilder()
                                .setOrigin("datadog.yaml")
                                .setSequenceId(sequence.incrementAndGet())
                                .setSetting(setting(now).toBuilder().setUnsetSource(change.cleared())))
                        .build()));
        ((ServerCallStreamObserver<ConfigEvent>) to).setOnCancelHandler(() -> layers.leave(listener));
        layers.join(listener, () -> to.onNext(snapshot(sequence.get())));
    }

    private ConfigEvent snapshot(int sequence) {
        var snapshot = ConfigSnapshot.newBuilder().setOrigin("datadog.yaml").setSequenceId(sequence);
        layers.all().forEach(setting -> snapshot.addSettings(setting(setting)));
        return ConfigEvent.newBuilder().setSnapshot(snapshot).build();
    }

    private static ConfigSetting setting(Setting setting) {
        var json = setting.getJson();
        var value = Value.newBuilder();
        if (json.startsWith("\"")) {
            value.setStringValue(json.substring(1, json.length() - 1));
        } else {
            value.setNumberValue(Double.parseDouble(json));
        }
        return ConfigSetting.newBuilder()
                .setKey(setting.getKey())
                .setSource(setting.getSource())
                .setValue(value)
                .build();
    }

    List<Agent> list() {
        return sessions.entrySet().stream()
                .map(session -> agent(session.getKey(), session.getValue()))
                .toList();
    }

    private static Agent agent(String session, RegisterRemoteAgentRequest request) {
        return Agent.newBuilder()
                .setSessionId(session)
                .setPid(request.getPid())
                .setFlavor(request.getFlavor())
                .setDisplayName(request.getDisplayName())
                .setApiEndpointUri(request.getApiEndpointUri())
                .addAllServices(request.getServicesList())
                .setRegistered(Timestamp.newBuilder().setSeconds(1_800_000_000))
                .setLastSeen(Timestamp.newBuilder().setSeconds(1_800_000_000))
                .build();
    }

    List<AgentStatus> status(String wanted) {
        return list().stream()
                .filter(agent -> wanted.isEmpty()
                        || agent.getDisplayName().equals(wanted)
                        || agent.getFlavor().equals(wanted))
                .filter(agent -> agent.getServicesList().contains(STATUS))
                .map(this::status)
                .toList();
    }

    private AgentStatus status(Agent agent) {
        var status = AgentStatus.newBuilder().setAgent(agent);
        try {
            var details = ask.apply(agent.getApiEndpointUri(), agent.getSessionId());
            status.setMainSection(
                    Section.newBuilder().putAllFields(details.getMainSection().getFieldsMap()));
            details.getNamedSectionsMap()
                    .forEach((name, section) -> status.addNamedSections(
                            Section.newBuilder().setName(name).putAllFields(section.getFieldsMap())));
        } catch (StatusRuntimeException e) {
            status.setError(e.getStatus().getCode().toString());
        }
        return status.build();
    }
}
