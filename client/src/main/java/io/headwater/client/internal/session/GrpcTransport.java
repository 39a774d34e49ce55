package io.headwater.client.internal.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.headwater.client.connection.Address;
import io.headwater.client.connection.Connection;
import io.headwater.client.connection.Dialer;
import io.headwater.wire.agents.v1.EndSessionRequest;
import io.headwater.wire.agents.v1.EndSessionResponse;
import io.headwater.wire.agents.v1.SessionsGrpc;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RefreshRemoteAgentResponse;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentRequest;
import io.headwater.wire.remoteagent.v1.RegisterRemoteAgentResponse;
import io.headwater.wire.remoteagent.v1.RemoteAgentGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The transport over gRPC: every link is a connection of its own.
 *
 * <p>It registers with {@code AgentSecure}, which every generation of servers has and where the stream is too, and with {@code
 * RemoteAgent} where that is not implemented; it refreshes where it registered.
 */
public final class GrpcTransport implements Transport {
    private static final Duration CALL_WITHIN = Duration.ofSeconds(10);
    private static final Duration REFRESH_AT_LEAST = Duration.ofSeconds(2);
    private static final Duration END_WITHIN = Duration.ofSeconds(1);
    /** Events that may be on their way to the session's thread; a server that is faster waits. */
    private static final int EVENTS_AHEAD = 4;

    private static final Metadata.Key<String> SESSION_ID =
            Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER);
    private static final Pattern SESSION = Pattern.compile("[!-~]{1,1024}");

    private final Dialer dialer;
    private final String name;
    private final Registrant registrant;
    private volatile boolean registeredWithRemoteAgent;

    /** Who registers. Asked before each link. */
    @FunctionalInterface
    public interface Registrant {
        /**
         * What to register with.
         *
         * @throws IOException when something that has to be there first is not
         */
        RegisterRemoteAgentRequest request() throws IOException;
    }

    /**
     * Connects nothing yet.
     *
     * @param name what the stream is labeled with
     */
    public GrpcTransport(Dialer dialer, String name, Registrant registrant) {
        this.dialer = dialer;
        this.name = name;
        this.registrant = registrant;
    }

    @Override
    public Link connect() throws IOException {
        return new GrpcLink(dialer.dial(), registrant.request());
    }

    private final class GrpcLink implements Link {
        private final Connection connection;
        private final RegisterRemoteAgentRequest request;
        private @Nullable Stream stream;

        GrpcLink(Connection connection, RegisterRemoteAgentRequest request) {
            this.connection = connection;
            this.request = request;
        }

        @Override
        public void register(Reply<Granted> reply) {
            agentSecure(CALL_WITHIN).registerRemoteAgent(request, registered(false, reply));
        }

        private StreamObserver<RegisterRemoteAgentResponse> registered(boolean second, Reply<Granted> reply) {
            return new Once<>(dialer.address()) {
                @Override
                void answered(RegisterRemoteAgentResponse answer) {
                    if (!SESSION.matcher(answer.getSessionId()).matches()) {
                        reply.failed(new Failure(
                                Failure.Kind.REFUSED,
                                dialer.address() + ": session id (expected: 1 to 1024 printable ASCII characters)"));
                        return;
                    }
                    registeredWithRemoteAgent = second;
                    var seconds = Integer.toUnsignedLong(answer.getRecommendedRefreshIntervalSecs());
                    reply.granted(new Granted(answer.getSessionId(), Duration.ofSeconds(seconds)));
                }

                @Override
                void failed(Status status) {
                    if (!second && status.getCode() == Status.Code.UNIMPLEMENTED) {
                        remoteAgent(CALL_WITHIN).registerRemoteAgent(request, registered(true, reply));
                        return;
                    }
                    reply.failed(Failure.of(status, dialer.address()));
                }
            };
        }

        @Override
        public void refresh(Granted session, Reply<Granted> reply) {
            var request = RefreshRemoteAgentRequest.newBuilder()
                    .setSessionId(session.session())
                    .build();
            var observer = new Once<RefreshRemoteAgentResponse>(dialer.address()) {
                @Override
                void answered(RefreshRemoteAgentResponse answer) {
                    reply.granted(session);
                }

                @Override
                void failed(Status status) {
                    reply.failed(Failure.of(status, dialer.address()));
                }
            };
            var within = refreshWithin(session.refreshEvery());
            if (registeredWithRemoteAgent) {
                remoteAgent(within).refreshRemoteAgent(request, observer);
            } else {
                agentSecure(within).refreshRemoteAgent(request, observer);
            }
        }

        @Override
        public void follow(Granted session, Events events) {
            var headers = new Metadata();
            headers.put(SESSION_ID, session.session());
            var request = ConfigStreamRequest.newBuilder()
                    .setName(name)
                    .setSessionId(session.session())
                    .build();
            stream = new Stream(events, dialer.address());
            AgentSecureGrpc.newStub(connection.channel())
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .streamConfigEvents(request, stream);
        }

        @Override
        public void more() {
            if (stream != null) {
                stream.more();
            }
        }

        @Override
        public void end(Granted session, Runnable done) {
            SessionsGrpc.newStub(connection.channel())
                    .withDeadlineAfter(END_WITHIN.toMillis(), MILLISECONDS)
                    .endSession(
                            EndSessionRequest.newBuilder()
                                    .setSessionId(session.session())
                                    .build(),
                            new Once<EndSessionResponse>(dialer.address()) {
                                @Override
                                void answered(EndSessionResponse answer) {
                                    done.run();
                                }

                                @Override
                                void failed(Status status) {
                                    done.run();
                                }
                            });
        }

        private AgentSecureGrpc.AgentSecureStub agentSecure(Duration within) {
            return AgentSecureGrpc.newStub(connection.channel()).withDeadlineAfter(within.toMillis(), MILLISECONDS);
        }

        private RemoteAgentGrpc.RemoteAgentStub remoteAgent(Duration within) {
            return RemoteAgentGrpc.newStub(connection.channel()).withDeadlineAfter(within.toMillis(), MILLISECONDS);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** A refresh that takes longer than the time between two of them has failed, unless they follow very closely. */
    private static Duration refreshWithin(Duration interval) {
        var within = interval.compareTo(REFRESH_AT_LEAST) < 0 ? REFRESH_AT_LEAST : interval;
        return interval.isZero() || within.compareTo(CALL_WITHIN) > 0 ? CALL_WITHIN : within;
    }

    /** One answer or one failure; a call that ends well without an answer failed. */
    private abstract static class Once<A> implements StreamObserver<A> {
        private final Address address;
        private @Nullable A answer;

        Once(Address address) {
            this.address = address;
        }

        abstract void answered(A answer);

        abstract void failed(Status status);

        @Override
        public void onNext(A value) {
            answer = value;
        }

        @Override
        public void onError(Throwable thrown) {
            failed(Status.fromThrowable(thrown));
        }

        @Override
        public void onCompleted() {
            if (answer == null) {
                failed(Status.INTERNAL.withDescription(address + ": no answer"));
            } else {
                answered(answer);
            }
        }
    }

    private static final class Stream implements ClientResponseObserver<ConfigStreamRequest, ConfigEvent> {
        private final Events events;
        private final Address address;
        private @Nullable ClientCallStreamObserver<ConfigStreamRequest> call;

        Stream(Events events, Address address) {
            this.events = events;
            this.address = address;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ConfigStreamRequest> call) {
            this.call = call;
            call.disableAutoRequestWithInitial(EVENTS_AHEAD);
        }

        void more() {
            if (call != null) {
                call.request(1);
            }
        }

        @Override
        public void onNext(ConfigEvent event) {
            events.event(event);
        }

        @Override
        public void onError(Throwable thrown) {
            events.ended(Failure.of(thrown, address));
        }

        @Override
        public void onCompleted() {
            events.ended(Failure.of(Status.OK.withDescription("the server ended the stream"), address));
        }
    }
}
