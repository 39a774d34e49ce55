package io.headwater.server.agents;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.headwater.core.feed.Change;
import io.headwater.core.feed.Cursor;
import io.headwater.core.feed.Delivery;
import io.headwater.core.feed.Revision;
import io.headwater.core.feed.Snapshot;
import io.headwater.core.settings.Setting;
import java.time.Duration;

/**
 * One agent's open stream: a cursor and the call that it is drained into. Confined to its event loop, except for {@link #at}
 * and {@link #lag}.
 */
public final class ConfigStream {
    private final ServerCall<?, byte[]> call;
    private final Cursor<String, Setting> cursor;
    private final ConfigEvents events;
    private final StreamJournal journal;
    private final String subscriber;
    private final String sessionId;
    private final long opened;
    private int lastSequence = -1;
    private boolean warnedSlow;
    private boolean ended;

    ConfigStream(
            ServerCall<?, byte[]> call,
            Cursor<String, Setting> cursor,
            ConfigEvents events,
            StreamJournal journal,
            String subscriber,
            String sessionId) {
        this.call = call;
        this.cursor = cursor;
        this.events = events;
        this.journal = journal;
        this.subscriber = subscriber;
        this.sessionId = sessionId;
        this.opened = journal.nanos();
    }

    void begin() {
        call.sendHeaders(new Metadata());
        drain();
    }

    /** Sends what there is for as long as the transport takes it. Never throws: a stream that fails ends alone. */
    void drain() {
        try {
            sendWhileReady();
        } catch (ConfigEvents.SnapshotTooLargeException tooLarge) {
            end(Status.RESOURCE_EXHAUSTED.withDescription(tooLarge.getMessage()));
        } catch (RuntimeException e) {
            journal.failed(subscriber, e);
            end(Status.INTERNAL.withDescription("the server failed to make this event; its log says why"));
        }
    }

    private void sendWhileReady() {
        while (!ended && call.isReady()) {
            var delivery = cursor.next();
            if (delivery == null) {
                warnedSlow = false;
                return;
            }
            send(delivery);
        }
        if (!warnedSlow && cursor.lag() >= StreamJournal.SLOW_FROM) {
            warnedSlow = true;
            journal.slow(subscriber, cursor.lag());
        }
    }

    private void send(Delivery<String, Setting> delivery) {
        int sequence = ConfigEvents.sequenceOf(delivery.revision());
        if (sequence <= lastSequence) {
            end(Status.UNAVAILABLE.withDescription("sequence numbers start again: open a new stream"));
            return;
        }
        var bytes = events.bytes(delivery);
        call.sendMessage(bytes);
        switch (delivery) {
            case Change<String, Setting> _ -> journal.updateSent();
            case Snapshot<String, Setting> _
            when cursor.isFresh() ->
                journal.firstSnapshotSent(subscriber, bytes.length, Duration.ofNanos(journal.nanos() - opened));
            case Snapshot<String, Setting> _ -> journal.resynced(subscriber, bytes.length, cursor.lag());
        }
        cursor.took(delivery);
        lastSequence = sequence;
    }

    /** Ends the call. Agents take OK as leave to dial again at once, so a status is never OK. */
    void end(Status status) {
        if (!ended) {
            ended = true;
            call.close(status, new Metadata());
        }
    }

    /** The agent is gone: nothing more is sent. */
    void gone() {
        ended = true;
    }

    public String subscriber() {
        return subscriber;
    }

    public String sessionId() {
        return sessionId;
    }

    public Revision at() {
        return cursor.at();
    }

    public long lag() {
        return cursor.lag();
    }
}
