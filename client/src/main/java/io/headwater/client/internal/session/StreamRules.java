package io.headwater.client.internal.session;

import io.headwater.client.Setting;
import io.headwater.client.internal.session.WireSettings.MalformedException;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigUpdate;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of one stream do. A snapshot comes first and may come again; an update's number is one above the message before
 * it. What is at or below the last number is old and dropped; what skips one means that something was lost, and the stream with it.
 */
final class StreamRules {
    private static final System.Logger LOG = System.getLogger(StreamRules.class.getName());

    private final long stream;
    private final Sink sink;
    private final Counters counters;
    private int last = -1;
    private boolean ready;

    StreamRules(long stream, Sink sink, Counters counters) {
        this.stream = stream;
        this.sink = sink;
        this.counters = counters;
    }

    /** Whether a snapshot was applied. */
    boolean isReady() {
        return ready;
    }

    int last() {
        return last;
    }

    /** Applies one message. Gives the reason when the stream is of no use any more, else null. */
    @Nullable
    String take(ConfigEvent event) {
        return switch (event.getEventCase()) {
            case SNAPSHOT -> {
                snapshot(event.getSnapshot());
                yield null;
            }
            case UPDATE -> update(event.getUpdate());
            case EVENT_NOT_SET -> "an event of a kind unknown here (expected: a snapshot or an update)";
        };
    }

    private void snapshot(ConfigSnapshot snapshot) {
        if (snapshot.getSequenceId() <= last) {
            counters.droppedStale();
            return;
        }
        var settings = new ArrayList<Setting>(snapshot.getSettingsCount());
        for (var wire : snapshot.getSettingsList()) {
            try {
                settings.add(WireSettings.setting(wire));
            } catch (MalformedException e) {
                skipped(e);
            }
        }
        sink.snapshot(stream, snapshot.getSequenceId(), snapshot.getOrigin(), settings);
        last = snapshot.getSequenceId();
        ready = true;
    }

    private @Nullable String update(ConfigUpdate update) {
        int sequence = update.getSequenceId();
        if (!ready) {
            return "update " + sequence + " came first (expected: a snapshot)";
        }
        if (sequence <= last) {
            counters.droppedStale();
            return null;
        }
        if (sequence != last + 1) {
            return "update " + sequence + " came after " + last + " (expected: " + (last + 1) + ")";
        }
        try {
            apply(sequence, update.getOrigin(), update.getSetting());
        } catch (MalformedException e) {
            skipped(e);
            sink.advance(stream, sequence, update.getOrigin());
        }
        last = sequence;
        return null;
    }

    private void apply(int sequence, String origin, ConfigSetting wire) throws MalformedException {
        if (!wire.getUnsetSource().isEmpty() && wire.getSource().isEmpty()) {
            sink.remove(stream, sequence, origin, WireSettings.key(wire));
            return;
        }
        sink.put(stream, sequence, origin, WireSettings.setting(wire));
    }

    private void skipped(MalformedException malformed) {
        if (counters.skipped()) {
            LOG.log(System.Logger.Level.WARNING, "a setting was skipped: {0}", malformed.getMessage());
        }
    }
}
