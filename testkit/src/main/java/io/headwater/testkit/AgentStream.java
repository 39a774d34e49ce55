package io.headwater.testkit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.headwater.wire.api.v1.AgentSecureGrpc;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigStreamRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ScriptedAgent}'s end of a config stream: holds what it was told, and notes the first thing that breaks the stream's
 * promises: a snapshot first, numbers that rise by one, a snapshot above everything before it.
 *
 * <p>Safe from any thread. It reads what it is told until it {@linkplain #stall stalls}.
 */
public final class AgentStream {
    private final ClientCall<ConfigStreamRequest, ConfigEvent> call;
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private final Map<String, Held> held = new TreeMap<>();
    private boolean reading = true;
    private boolean asked = true;
    private int sequence = -1;
    private int snapshots;
    private int updates;
    private @Nullable String broken;

    private AgentStream(ClientCall<ConfigStreamRequest, ConfigEvent> call) {
        this.call = call;
    }

    static AgentStream open(Connection connection, String name, Metadata headers) {
        var stream = new AgentStream(connection
                .channel()
                .newCall(
                        AgentSecureGrpc.getStreamConfigEventsMethod(),
                        CallOptions.DEFAULT.withCallCredentials(connection.token())));
        stream.call.start(stream.new Events(), headers);
        stream.call.request(1);
        stream.call.sendMessage(ConfigStreamRequest.newBuilder().setName(name).build());
        stream.call.halfClose();
        return stream;
    }

    /** Reads nothing more, as a process that hangs. The connection stays, and what the server can no longer send is its to keep. */
    public synchronized void stall() {
        reading = false;
    }

    /** Reads again. */
    public synchronized void readOn() {
        reading = true;
        request();
    }

    /** Ends the stream as a client does that wants no more of it. */
    public void leave() {
        call.cancel("leaves", null);
    }

    /** What it holds now. */
    public synchronized Map<String, Held> held() {
        return Map.copyOf(held);
    }

    /** The number of the last event; -1 before the first. */
    public synchronized int sequence() {
        return sequence;
    }

    /** How many snapshots came. Every one but the first means that something was missed. */
    public synchronized int snapshots() {
        return snapshots;
    }

    public synchronized int updates() {
        return updates;
    }

    /** The promise that was broken first, or null. */
    public synchronized @Nullable String broken() {
        return broken;
    }

    /** Whether it is over. */
    public boolean isOver() {
        return ended.isDone();
    }

    /** Waits until it is over, and returns how it ended. */
    public Status awaitEnd() {
        Patience.until(ended::isDone, () -> "stream: open (expected: ended)");
        return ended.join();
    }

    /** Waits for the first snapshot. */
    public AgentStream awaitSnapshot() {
        Patience.until(() -> snapshots() > 0 || isOver(), () -> "snapshots: none (expected: one)");
        if (snapshots() == 0) {
            throw new AssertionError("stream: " + ended.join() + " (expected: a snapshot)");
        }
        return this;
    }

    /** Waits until a key holds this. */
    public void await(String key, Held expected) {
        Patience.until(
                () -> expected.equals(held().get(key)),
                () -> key + ": " + held().get(key) + " (expected: " + expected + ")");
    }

    private synchronized void took(ConfigEvent event) {
        switch (event.getEventCase()) {
            case SNAPSHOT -> {
                var snapshot = event.getSnapshot();
                check(snapshot.getSequenceId() > sequence, "a snapshot at or below what came before");
                held.clear();
                held.putAll(Held.byKey(snapshot.getSettingsList()));
                sequence = snapshot.getSequenceId();
                snapshots++;
            }
            case UPDATE -> {
                var update = event.getUpdate();
                check(snapshots > 0, "an update before the snapshot");
                check(
                        update.getSequenceId() == sequence + 1,
                        "a gap: " + update.getSequenceId() + " after " + sequence);
                apply(update.getSetting());
                sequence = update.getSequenceId();
                updates++;
            }
            case EVENT_NOT_SET -> check(false, "an event that is neither snapshot nor update");
        }
        asked = false;
        if (reading) {
            request();
        }
    }

    private void request() {
        if (!asked) {
            asked = true;
            call.request(1);
        }
    }

    private void apply(ConfigSetting setting) {
        if (setting.getSource().isEmpty()) {
            held.remove(setting.getKey());
        } else {
            held.put(setting.getKey(), Held.of(setting));
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds && broken == null) {
            broken = otherwise;
        }
    }

    private final class Events extends ClientCall.Listener<ConfigEvent> {
        @Override
        public void onMessage(ConfigEvent event) {
            took(event);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
        }
    }
}
