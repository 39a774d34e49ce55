package io.headwater.cli.loopback;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.headwater.wire.admin.v1.AdminGrpc.AdminImplBase;
import io.headwater.wire.admin.v1.ChangeSettingResponse;
import io.headwater.wire.admin.v1.ExplainSettingRequest;
import io.headwater.wire.admin.v1.ExplainSettingResponse;
import io.headwater.wire.admin.v1.FlareFile;
import io.headwater.wire.admin.v1.GetFlareRequest;
import io.headwater.wire.admin.v1.GetStatusRequest;
import io.headwater.wire.admin.v1.GetStatusResponse;
import io.headwater.wire.admin.v1.ListAgentsRequest;
import io.headwater.wire.admin.v1.ListAgentsResponse;
import io.headwater.wire.admin.v1.ListSettingsRequest;
import io.headwater.wire.admin.v1.ListSettingsResponse;
import io.headwater.wire.admin.v1.SetSettingRequest;
import io.headwater.wire.admin.v1.SettingChange;
import io.headwater.wire.admin.v1.UnsetSettingRequest;
import io.headwater.wire.admin.v1.WatchSettingsRequest;
import io.headwater.wire.admin.v1.WatchSettingsResponse;
import java.util.Map;
import java.util.TreeMap;

/** The admin face over {@link Layers}. A text is cast to what the setting holds already: a number or a string. */
final class LoopbackAdmin extends AdminImplBase {
    private final Layers layers;
    private final LoopbackAgents agents;
    private final Map<String, String> flare = new TreeMap<>();

    LoopbackAdmin(Layers layers, LoopbackAgents agents) {
        this.layers = layers;
        this.agents = agents;
    }

    void flare(String path, String content) {
        flare.put(path, content);
    }

    @Override
    public void listSettings(ListSettingsRequest request, StreamObserver<ListSettingsResponse> to) {
        answer(to, state(request.getPrefix(), request.getChangedOnly()));
    }

    private ListSettingsResponse state(String prefix, boolean changedOnly) {
        var state = ListSettingsResponse.newBuilder().setRevision(layers.revision());
        layers.all().stream()
                .filter(setting -> setting.getKey().startsWith(prefix))
                .filter(setting -> !changedOnly || !setting.getSource().equals("default"))
                .forEach(state::addSettings);
        return state.build();
    }

    @Override
    public void explainSetting(ExplainSettingRequest request, StreamObserver<ExplainSettingResponse> to) {
        if (unknown(request.getKey(), to)) {
            return;
        }
        var answer = ExplainSettingResponse.newBuilder()
                .setKey(request.getKey())
                .setType("string")
                .setDescription("What is logged.")
                .addEnvironmentVariables("DD_LOG_LEVEL")
                .addAllLayers(layers.layers(request.getKey()));
        layers.effective(request.getKey()).ifPresent(answer::setEffective);
        answer(to, answer.build());
    }

    @Override
    public void setSetting(SetSettingRequest request, StreamObserver<ChangeSettingResponse> to) {
        if (unknown(request.getKey(), to)) {
            return;
        }
        if (!Layers.isSource(request.getSource())) {
            refuse(to, Status.INVALID_ARGUMENT, "source: " + request.getSource() + " (expected: a source)");
            return;
        }
        var number = layers.effective(request.getKey())
                .filter(setting -> setting.getJson().matches("[0-9]+"))
                .isPresent();
        if (request.hasText() && number && !request.getText().matches("-?[0-9]+")) {
            refuse(
                    to,
                    Status.INVALID_ARGUMENT,
                    request.getKey() + ": " + request.getText() + " (expected: a whole number)");
            return;
        }
        var json = request.hasJson() || number ? request.getJson() + request.getText() : '"' + request.getText() + '"';
        change(
                request.getKey(),
                to,
                () -> layers.put(
                        request.getKey(), request.getSource(), json, request.getAuthor(), request.getReason()));
    }

    @Override
    public void unsetSetting(UnsetSettingRequest request, StreamObserver<ChangeSettingResponse> to) {
        if (!unknown(request.getKey(), to)) {
            change(
                    request.getKey(),
                    to,
                    () -> layers.remove(
                            request.getKey(), request.getSource(), request.getAuthor(), request.getReason()));
        }
    }

    private void change(String key, StreamObserver<ChangeSettingResponse> to, Runnable change) {
        var before = layers.revision();
        change.run();
        var answer = ChangeSettingResponse.newBuilder()
                .setRevision(layers.revision())
                .setChanged(layers.revision() > before);
        layers.effective(key).ifPresent(answer::setEffective);
        answer(to, answer.build());
    }

    @Override
    public void watchSettings(WatchSettingsRequest request, StreamObserver<WatchSettingsResponse> to) {
        Layers.Listener listener = change -> {
            if (change.key().startsWith(request.getPrefix())) {
                to.onNext(WatchSettingsResponse.newBuilder()
                        .setChange(message(change))
                        .build());
            }
        };
        ((ServerCallStreamObserver<WatchSettingsResponse>) to).setOnCancelHandler(() -> layers.leave(listener));
        layers.join(
                listener,
                () -> to.onNext(WatchSettingsResponse.newBuilder()
                        .setSnapshot(state(request.getPrefix(), false))
                        .build()));
    }

    private static SettingChange message(Layers.Changed change) {
        var message = SettingChange.newBuilder()
                .setRevision(change.revision())
                .setKey(change.key())
                .setAuthor(change.author())
                .setReason(change.reason())
                .setTime(Timestamp.newBuilder().setSeconds(1_800_000_000));
        change.before().ifPresent(message::setBefore);
        change.now().ifPresent(message::setNow);
        return message.build();
    }

    @Override
    public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsResponse> to) {
        answer(to, ListAgentsResponse.newBuilder().addAllAgents(agents.list()).build());
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> to) {
        answer(
                to,
                GetStatusResponse.newBuilder()
                        .addAllAgents(agents.status(request.getAgent()))
                        .build());
    }

    @Override
    public void getFlare(GetFlareRequest request, StreamObserver<FlareFile> to) {
        flare.forEach((path, content) -> {
            if (path.startsWith(request.getAgent())) {
                to.onNext(FlareFile.newBuilder()
                        .setPath(path)
                        .setContent(ByteString.copyFromUtf8(content))
                        .build());
            }
        });
        to.onCompleted();
    }

    private boolean unknown(String key, StreamObserver<?> to) {
        if (layers.declares(key)) {
            return false;
        }
        refuse(to, Status.NOT_FOUND, key + ": unknown setting (expected: a declared key)");
        return true;
    }

    private static void refuse(StreamObserver<?> to, Status status, String why) {
        to.onError(status.withDescription(why).asRuntimeException());
    }

    private static <T> void answer(StreamObserver<T> to, T answer) {
        to.onNext(answer);
        to.onCompleted();
    }
}
