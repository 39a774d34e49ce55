package io.headwater.acceptance;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An agent at the far end of a stream: holds what it was told and notes the first thing that breaks the stream's promises.
 * Safe to look at from any thread.
 */
final class Follower extends ClientCall.Listener<ConfigEvent> {
    private final ClientCall<ConfigStreamRequest, ConfigEvent> call;
    private final Map<String, ConfigSetting> held = new ConcurrentHashMap<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private volatile boolean reading = true;
    private volatile int sequence = -1;
    private final AtomicInteger snapshots = new AtomicInteger();
    private final AtomicInteger updates = new AtomicInteger();
    private volatile @Nullable String broken;

    private Follower(ClientCall<ConfigStreamRequest, ConfigEvent> call) {
        this.call = call;
    }

    static Follower start(Channel channel, CallCredentials credentials, String sessionId) {
        var follower = new Follower(channel.newCall(
                AgentSecureGrpc.getStreamConfigEventsMethod(), CallOptions.DEFAULT.withCallCredentials(credentials)));
        var headers = new Metadata();
        headers.put(Metadata.Key.of("session_id", Metadata.ASCII_STRING_MARSHALLER), sessionId);
        follower.call.start(follower, headers);
        follower.call.request(1);
        follower.call.sendMessage(
                ConfigStreamRequest.newBuilder().setName("acceptance").build());
        follower.call.halfClose();
        return follower;
    }

    @Override
    public void onMessage(ConfigEvent event) {
        switch (event.getEventCase()) {
            case SNAPSHOT -> {
                var snapshot = event.getSnapshot();
                check(snapshot.getSequenceId() > sequence, "a snapshot at or below what came before");
                var settings = new HashMap<String, ConfigSetting>();
                snapshot.getSettingsList().forEach(setting -> settings.put(setting.getKey(), setting));
                held.keySet().retainAll(settings.keySet());
                held.putAll(settings);
                sequence = snapshot.getSequenceId();
                snapshots.incrementAndGet();
            }
            case UPDATE -> {
                var update = event.getUpdate();
                check(hasSnapshot(), "an update before the snapshot");
                check(
                        update.getSequenceId() == sequence + 1,
                        "a gap: " + update.getSequenceId() + " after " + sequence);
                apply(update.getSetting());
                sequence = update.getSequenceId();
                updates.incrementAndGet();
            }
            case EVENT_NOT_SET -> check(false, "an event that is neither snapshot nor update");
        }
        if (reading) {
            call.request(1);
        }
    }

    private void apply(ConfigSetting setting) {
        if (setting.getSource().isEmpty()) {
            held.remove(setting.getKey());
        } else {
            held.put(setting.getKey(), setting);
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds && broken == null) {
            broken = otherwise;
        }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        ended.complete(status);
    }

    /** Reads nothing more, as a process that hangs; the connection stays. */
    void stall() {
        reading = false;
    }

    void readOn() {
        reading = true;
        call.request(1);
    }

    void leave() {
        call.cancel("leaves", null);
    }

    CompletableFuture<Status> ended() {
        return ended;
    }

    boolean hasSnapshot() {
        return snapshots.get() > 0;
    }

    int sequence() {
        return sequence;
    }

    int snapshots() {
        return snapshots.get();
    }

    int updates() {
        return updates.get();
    }

    /** What it holds for a key, or null. */
    @Nullable
    ConfigSetting get(String key) {
        return held.get(key);
    }

    int size() {
        return held.size();
    }

    /** The promise that was broken first, or null. */
    @Nullable
    String broken() {
        return broken;
    }
}
