package io.headwater.server.agents;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.headwater.wire.model.v1.ConfigEvent;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An agent that takes one event at a time, when the test says so. */
final class Follower extends ClientCall.Listener<ConfigEvent> {
    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<ConfigEvent> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final ClientCall<?, ConfigEvent> call;

    private Follower(ClientCall<?, ConfigEvent> call) {
        this.call = call;
    }

    static <Q> Follower start(ClientCall<Q, ConfigEvent> call, Metadata headers, Q request) {
        var follower = new Follower(call);
        call.start(follower, headers);
        call.sendMessage(request);
        call.halfClose();
        return follower;
    }

    ConfigEvent next() {
        call.request(1);
        try {
            var event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("an event, not an end: %s", ended.getNow(null)).isNotNull();
            return event;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Status end() {
        call.request(1);
        return ended.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    void leave() {
        call.cancel("leaves", null);
    }

    @Override
    public void onMessage(ConfigEvent event) {
        events.add(event);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        ended.complete(status);
    }
}
