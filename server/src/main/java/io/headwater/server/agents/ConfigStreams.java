package io.headwater.server.agents;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.headwater.core.feed.Feed;
import io.headwater.core.fleet.Hold;
import io.headwater.core.fleet.Registry;
import io.headwater.core.settings.Setting;
import io.headwater.server.telemetry.Meters;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code AgentSecure.StreamConfigEvents}: gives every registered agent the settings feed, a snapshot first.
 *
 * <p>Must be bound to a server whose calls run on the event loops given here, with a direct executor: all that a stream does
 * happens on the loop of its connection, without a lock.
 */
public final class ConfigStreams implements AutoCloseable {
    static final String METHOD = AgentSecureGrpc.getStreamConfigEventsMethod().getFullMethodName();

    private static final String REGISTER_FIRST =
            ": remote agent must register with RAR before subscribing to config stream";
    private static final int MAX_NAME = 100;

    private final Feed<String, Setting> feed;
    private final ConfigEvents events;
    private final Registry registry;
    private final boolean registryEnabled;
    private final StreamJournal journal;
    private final List<StreamLoop> loops = new ArrayList<>();
    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final Feed.Subscription watching;

    /**
     * @param registryEnabled when not, nobody can register and no stream is opened
     * @param eventLoops the loops that the server's connections run on
     */
    public ConfigStreams(
            Feed<String, Setting> feed,
            ConfigEvents events,
            Registry registry,
            boolean registryEnabled,
            StreamJournal journal,
            EventLoopGroup eventLoops) {
        this.feed = feed;
        this.events = events;
        this.registry = registry;
        this.registryEnabled = registryEnabled;
        this.journal = journal;
        eventLoops.forEach(loop -> loops.add(new StreamLoop(loop)));
        this.watching = feed.watch(() -> loops.forEach(StreamLoop::wake));
    }

    /** The method to bind in {@code AgentSecure}. */
    public ServerMethodDefinition<Optional<ConfigStreamRequest>, byte[]> method() {
        var declared = AgentSecureGrpc.getStreamConfigEventsMethod();
        var descriptor = declared.toBuilder(new IfWellFormed<>(declared.getRequestMarshaller()), SharedBytes.MARSHALLER)
                .build();
        ServerCallHandler<Optional<ConfigStreamRequest>, byte[]> handler = Opening::new;
        return ServerMethodDefinition.create(descriptor, handler);
    }

    /** Visits the streams that are open now. */
    public void forEach(Consumer<ConfigStream> action) {
        open.forEach(each -> action.accept(each.stream));
    }

    /** Ends every stream, in a way that makes agents wait before they dial again. */
    @Override
    public void close() {
        watching.close();
        open.forEach(each -> each.endSoon(Status.UNAVAILABLE.withDescription("the server is stopping")));
    }

    private StreamLoop currentLoop() {
        for (var loop : loops) {
            if (loop.isCurrent()) {
                return loop;
            }
        }
        throw new IllegalStateException("a stream was opened outside the event loops");
    }

    /** A stream while it is open: what has to be undone when it ends. */
    private record Open(ConfigStream stream, StreamLoop loop, Hold hold, Meters.Subscriber counted) {
        void endSoon(Status status) {
            loop.execute(() -> stream.end(status));
        }
    }

    /** The call from its headers to its end. */
    private final class Opening extends ServerCall.Listener<Optional<ConfigStreamRequest>> {
        private final ServerCall<Optional<ConfigStreamRequest>, byte[]> call;
        private final Metadata headers;
        private final StreamLoop loop = currentLoop();
        private @Nullable ConfigStreamRequest request;
        private @Nullable Open opened;

        Opening(ServerCall<Optional<ConfigStreamRequest>, byte[]> call, Metadata headers) {
            this.call = call;
            this.headers = headers;
            call.request(2);
        }

        @Override
        public void onMessage(Optional<ConfigStreamRequest> message) {
            request = message.orElse(null);
        }

        @Override
        public void onHalfClose() {
            if (request == null) {
                refuse(
                        "no_request",
                        Status.INTERNAL.withDescription(
                                "request: missing or malformed (expected: one ConfigStreamRequest)"));
                return;
            }
            var sessionId = sessionId(request);
            if (!registryEnabled) {
                refuse("registry_disabled", Status.UNIMPLEMENTED.withDescription("remote agent registry not enabled"));
            } else if (sessionId == null) {
                refuse(
                        "no_session",
                        Status.UNAUTHENTICATED.withDescription("session_id required in metadata" + REGISTER_FIRST));
            } else if (sessionId.isEmpty()) {
                refuse(
                        "empty_session",
                        Status.UNAUTHENTICATED.withDescription("session_id cannot be empty" + REGISTER_FIRST));
            } else {
                open(request.getName(), sessionId);
            }
        }

        @Override
        public void onReady() {
            if (opened != null) {
                opened.stream.drain();
            }
        }

        @Override
        public void onCancel() {
            ended("cancelled");
        }

        @Override
        public void onComplete() {
            ended("ended");
        }

        /** The metadata's first value wins over the request's field, in which the early documents put it. */
        private @Nullable String sessionId(ConfigStreamRequest request) {
            var values = headers.getAll(Registration.SESSION_ID);
            if (values != null) {
                return values.iterator().next();
            }
            return request.getSessionId().isEmpty() ? null : request.getSessionId();
        }

        private void open(String name, String sessionId) {
            var subscriber = label(name) + "-" + UUID.randomUUID();
            var stream = new ConfigStream(call, feed.cursor(), events, journal, subscriber, sessionId);
            var notFound = Status.PERMISSION_DENIED.withDescription(
                    "session_id '" + printable(sessionId) + "' not found" + REGISTER_FIRST);
            var hold = registry.hold(sessionId, _ -> loop.execute(() -> stream.end(notFound)));
            if (hold == null) {
                refuse("unknown_session", notFound);
                return;
            }
            var agent = hold.session().registrant().label();
            opened = new Open(stream, loop, hold, journal.joined(subscriber, agent, stream::lag));
            open.add(opened);
            loop.add(stream);
            stream.begin();
        }

        private void refuse(String reason, Status status) {
            journal.refused(reason, String.valueOf(status.getDescription()));
            call.close(status, new Metadata());
        }

        private void ended(String why) {
            if (opened == null) {
                return;
            }
            opened.stream.gone();
            opened.hold.close();
            opened.counted.close();
            open.remove(opened);
            loop.remove(opened.stream);
            journal.left(opened.stream.subscriber(), why);
            opened = null;
        }
    }

    /** A client's own words, cut and cleaned before they reach a log or a status. */
    private static String label(String name) {
        return name.isBlank() ? "unnamed" : printable(name);
    }

    private static String printable(String text) {
        var kept = text.length() > MAX_NAME ? text.substring(0, MAX_NAME) + "…" : text;
        return kept.replaceAll("\\p{Cntrl}", "?");
    }
}
