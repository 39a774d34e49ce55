package io.headwater.client.agent;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.headwater.wire.remoteagent.flare.v1.FlareProviderGrpc;
import io.headwater.wire.remoteagent.flare.v1.GetFlareFilesRequest;
import io.headwater.wire.remoteagent.flare.v1.GetFlareFilesResponse;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsRequest;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusProviderGrpc;
import io.headwater.wire.remoteagent.status.v1.StatusSection;
import io.headwater.wire.remoteagent.telemetry.v1.GetTelemetryRequest;
import io.headwater.wire.remoteagent.telemetry.v1.GetTelemetryResponse;
import io.headwater.wire.remoteagent.telemetry.v1.TelemetryProviderGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The services that a remote agent's description comes to. No call keeps a thread while it waits for the process's code. */
final class Answers {
    private final Duration atMost;
    private final Map<String, Question<StatusSection>> sections = new LinkedHashMap<>();
    private final Map<String, Question<ByteString>> files = new LinkedHashMap<>();
    private final @Nullable Question<String> metrics;

    Answers(RemoteAgent agent, Duration atMost, Executor threads) {
        this.atMost = atMost;
        agent.sections()
                .forEach((name, fields) -> sections.put(
                        name, new Question<>(() -> section(fields.get()), Answers::failedSection, threads)));
        var names = FlareFiles.safeNames(agent.files().keySet());
        agent.files()
                .forEach((name, content) -> files.put(
                        names.getOrDefault(name, name),
                        new Question<>(() -> FlareFiles.cut(content.get()), FlareFiles::failed, threads)));
        metrics = agent.metrics()
                .map(text -> new Question<>(metrics(text), Answers::failedMetrics, threads))
                .orElse(null);
    }

    List<ServerServiceDefinition> services() {
        var services = new ArrayList<BindableService>();
        services.add(new StatusCalls());
        if (!files.isEmpty()) {
            services.add(new FlareCalls());
        }
        if (metrics != null) {
            services.add(new TelemetryCalls(metrics));
        }
        return services.stream().map(BindableService::bindService).toList();
    }

    private static StatusSection section(Map<String, String> fields) {
        var section = StatusSection.newBuilder();
        fields.forEach((name, value) -> section.putFields(String.valueOf(name), String.valueOf(value)));
        return section.build();
    }

    private static StatusSection failedSection(String reason) {
        return StatusSection.newBuilder().putFields("error", reason).build();
    }

    /** The text ends with a line's end, so that half a line is never taken for a sample. */
    private static Supplier<String> metrics(Supplier<String> text) {
        return () -> {
            var given = text.get();
            var kept = given.length() <= FlareFiles.MOST_BYTES
                    ? given
                    : given.substring(0, given.lastIndexOf('\n', FlareFiles.MOST_BYTES) + 1);
            return kept.isEmpty() || kept.endsWith("\n") ? kept : kept + "\n";
        };
    }

    private static String failedMetrics(String reason) {
        return "# no metrics: " + reason.replaceAll("\\R", " ") + "\n";
    }

    /** Asks all of them at once, and sends what they come to. */
    private <T, A> void answer(
            StreamObserver<A> observer, Map<String, Question<T>> questions, BiConsumer<Map<String, T>, Sent<A>> send) {
        var asked = new LinkedHashMap<String, CompletableFuture<T>>();
        questions.forEach((name, question) -> asked.put(name, question.ask(atMost)));
        var unused = CompletableFuture.allOf(asked.values().toArray(new CompletableFuture<?>[0]))
                .thenRun(() -> {
                    var given = new LinkedHashMap<String, T>();
                    asked.forEach((name, answer) -> given.put(name, answer.join()));
                    send.accept(given, message -> {
                        observer.onNext(message);
                        observer.onCompleted();
                    });
                })
                .exceptionally(failure -> {
                    observer.onError(Status.INTERNAL
                            .withDescription("the agent could not make its answer")
                            .asRuntimeException());
                    return null;
                });
    }

    private interface Sent<A> {
        void message(A message);
    }

    private final class StatusCalls extends StatusProviderGrpc.StatusProviderImplBase {
        @Override
        public void getStatusDetails(
                GetStatusDetailsRequest request, StreamObserver<GetStatusDetailsResponse> observer) {
            answer(
                    observer,
                    sections,
                    (given, to) -> to.message(GetStatusDetailsResponse.newBuilder()
                            .putAllNamedSections(given)
                            .build()));
        }
    }

    private final class FlareCalls extends FlareProviderGrpc.FlareProviderImplBase {
        @Override
        public void getFlareFiles(GetFlareFilesRequest request, StreamObserver<GetFlareFilesResponse> observer) {
            answer(
                    observer,
                    files,
                    (given, to) -> to.message(GetFlareFilesResponse.newBuilder()
                            .putAllFiles(FlareFiles.bounded(given))
                            .build()));
        }
    }

    private final class TelemetryCalls extends TelemetryProviderGrpc.TelemetryProviderImplBase {
        private final Map<String, Question<String>> one;

        TelemetryCalls(Question<String> text) {
            one = Map.of("", text);
        }

        @Override
        public void getTelemetry(GetTelemetryRequest request, StreamObserver<GetTelemetryResponse> observer) {
            answer(
                    observer,
                    one,
                    (given, to) -> to.message(GetTelemetryResponse.newBuilder()
                            .setPromText(String.join("", given.values()))
                            .build()));
        }
    }
}
