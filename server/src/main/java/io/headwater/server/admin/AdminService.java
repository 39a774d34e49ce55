package io.headwater.server.admin;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.headwater.core.settings.JsonReader;
import io.headwater.core.settings.Outcome;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Resolver;
import io.headwater.core.settings.Setting;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Value;
import io.headwater.wire.admin.v1.AdminGrpc;
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
import io.headwater.wire.admin.v1.UnsetSettingRequest;
import io.headwater.wire.admin.v1.WatchSettingsRequest;
import io.headwater.wire.admin.v1.WatchSettingsResponse;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code headwater.admin.v1.Admin}. Its calls may block, so they must not run on an event loop. */
public final class AdminService extends AdminGrpc.AdminImplBase {
    private final Resolver resolver;
    private final JsonReader json;
    private final Fleet fleet;
    private final Display display;
    private final Executor workers;

    public AdminService(Resolver resolver, JsonReader json, Fleet fleet, Executor workers) {
        this.resolver = resolver;
        this.json = json;
        this.fleet = fleet;
        this.display = new Display(resolver.schema());
        this.workers = workers;
    }

    @Override
    public void listSettings(ListSettingsRequest request, StreamObserver<ListSettingsResponse> caller) {
        var head = resolver.feed().head();
        answer(caller, SettingsWatch.listed(head, request.getPrefix(), request.getChangedOnly(), display));
    }

    @Override
    public void explainSetting(ExplainSettingRequest request, StreamObserver<ExplainSettingResponse> caller) {
        var explanation = resolver.explain(request.getKey());
        var declaration = explanation.declaration();
        if (declaration == null && explanation.layers().isEmpty()) {
            caller.onError(unknown(request.getKey()).asRuntimeException());
            return;
        }
        var explained = ExplainSettingResponse.newBuilder().setKey(explanation.key());
        if (declaration != null) {
            explained
                    .setType(declaration.type().expected())
                    .setDescription(declaration.description())
                    .addAllEnvironmentVariables(declaration.variables());
        }
        var effective = resolver.get(explanation.key());
        if (effective != null) {
            explained.setEffective(display.setting(explanation.key(), effective));
        }
        explanation
                .layers()
                .forEach(layer ->
                        explained.addLayers(display.setting(explanation.key(), layer.value(), layer.source())));
        answer(caller, explained.build());
    }

    @Override
    public void setSetting(SetSettingRequest request, StreamObserver<ChangeSettingResponse> caller) {
        var source = source(request.getSource(), caller);
        if (source == null) {
            return;
        }
        var value = switch (request.getValueCase()) {
            case TEXT -> Value.of(request.getText());
            case JSON -> json.read(request.getJson()).orElse(null);
            case VALUE_NOT_SET -> null;
        };
        if (value == null) {
            refuse(caller, "value of " + request.getKey() + ": unreadable (expected: a text, or one JSON value)");
            return;
        }
        var outcome = resolver.set(request.getKey(), value, source, author(request.getAuthor()), request.getReason());
        answer(caller, request.getKey(), outcome);
    }

    @Override
    public void unsetSetting(UnsetSettingRequest request, StreamObserver<ChangeSettingResponse> caller) {
        var source = source(request.getSource(), caller);
        if (source != null) {
            var outcome = resolver.unset(request.getKey(), source, author(request.getAuthor()), request.getReason());
            answer(caller, request.getKey(), outcome);
        }
    }

    @Override
    public void watchSettings(WatchSettingsRequest request, StreamObserver<WatchSettingsResponse> caller) {
        SettingsWatch.start(
                resolver.feed(),
                request.getPrefix(),
                display,
                (ServerCallStreamObserver<WatchSettingsResponse>) caller,
                MoreExecutors.newSequentialExecutor(workers));
    }

    @Override
    public void listAgents(ListAgentsRequest request, StreamObserver<ListAgentsResponse> caller) {
        answer(
                caller,
                ListAgentsResponse.newBuilder().addAllAgents(fleet.agents()).build());
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> caller) {
        answer(
                caller,
                GetStatusResponse.newBuilder()
                        .addAllAgents(fleet.status(request.getAgent()))
                        .build());
    }

    @Override
    public void getFlare(GetFlareRequest request, StreamObserver<FlareFile> caller) {
        fleet.flare(request.getAgent()).forEach(caller::onNext);
        caller.onCompleted();
    }

    private void answer(StreamObserver<ChangeSettingResponse> caller, String key, Outcome outcome) {
        switch (outcome) {
            case Outcome.Changed changed ->
                answer(
                        caller,
                        changed(key, changed.now())
                                .setChanged(true)
                                .setRevision(changed.revision().value())
                                .build());
            case Outcome.Unchanged unchanged ->
                answer(
                        caller,
                        changed(key, unchanged.now())
                                .setRevision(resolver.feed().head().revision().value())
                                .build());
            case Outcome.Refused(var problem) -> caller.onError(status(problem).asRuntimeException());
        }
    }

    private ChangeSettingResponse.Builder changed(String key, @Nullable Setting now) {
        var changed = ChangeSettingResponse.newBuilder();
        return now == null
                ? changed
                : changed.setEffective(display.setting(resolver.explain(key).key(), now));
    }

    private static Status status(Problem problem) {
        var code = problem.kind() == Problem.Kind.UNKNOWN_KEY ? Status.NOT_FOUND : Status.INVALID_ARGUMENT;
        return code.withDescription(problem.withoutPlace());
    }

    private Status unknown(String key) {
        var nearest = resolver.schema().nearest(key);
        return Status.NOT_FOUND.withDescription(key + ": no such setting (expected: a declared key)"
                + nearest.map(near -> "; did you mean " + near + "?").orElse(""));
    }

    private static @Nullable Source source(String name, StreamObserver<?> caller) {
        if (name.isEmpty()) {
            return Source.CLI;
        }
        var source = Source.named(name).filter(named -> !named.isFixed());
        if (source.isEmpty()) {
            refuse(
                    caller,
                    "source: " + name + " (expected: one of "
                            + Arrays.stream(Source.values())
                                    .filter(each -> !each.isFixed())
                                    .map(Source::wireName)
                                    .collect(Collectors.joining(", "))
                            + ")");
        }
        return source.orElse(null);
    }

    private static String author(String named) {
        return named.isEmpty() ? "admin" : named;
    }

    private static void refuse(StreamObserver<?> caller, String message) {
        caller.onError(Status.INVALID_ARGUMENT.withDescription(message).asRuntimeException());
    }

    private static <T> void answer(StreamObserver<T> caller, T response) {
        caller.onNext(response);
        caller.onCompleted();
    }
}
