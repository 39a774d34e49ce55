package io.headwater.server.admin;

import io.grpc.stub.ServerCallStreamObserver;
import io.headwater.core.feed.Change;
import io.headwater.core.feed.Cursor;
import io.headwater.core.feed.Delivery;
import io.headwater.core.feed.Feed;
import io.headwater.core.feed.Snapshot;
import io.headwater.core.settings.Setting;
import io.headwater.wire.admin.v1.ListSettingsResponse;
import io.headwater.wire.admin.v1.SettingChange;
import io.headwater.wire.admin.v1.WatchSettingsResponse;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Somebody who watches the settings: a cursor, drained whenever the feed moves or the caller can take more. */
final class SettingsWatch {
    private final Cursor<String, Setting> cursor;
    private final String prefix;
    private final Display display;
    private final ServerCallStreamObserver<WatchSettingsResponse> caller;
    private final Executor inOrder;
    private final AtomicBoolean woken = new AtomicBoolean();

    private SettingsWatch(
            Feed<String, Setting> feed,
            String prefix,
            Display display,
            ServerCallStreamObserver<WatchSettingsResponse> caller,
            Executor inOrder) {
        this.cursor = feed.cursor();
        this.prefix = prefix;
        this.display = display;
        this.caller = caller;
        this.inOrder = inOrder;
    }

    /**
     * Watches until the caller leaves.
     *
     * @param inOrder runs one task at a time
     */
    static void start(
            Feed<String, Setting> feed,
            String prefix,
            Display display,
            ServerCallStreamObserver<WatchSettingsResponse> caller,
            Executor inOrder) {
        var watch = new SettingsWatch(feed, prefix, display, caller, inOrder);
        var watching = feed.watch(watch::wake);
        caller.setOnCancelHandler(watching::close);
        caller.setOnReadyHandler(watch::wake);
        watch.wake();
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            inOrder.execute(this::drain);
        }
    }

    private void drain() {
        woken.set(false);
        while (caller.isReady() && !caller.isCancelled()) {
            var delivery = cursor.next();
            if (delivery == null) {
                return;
            }
            send(delivery);
            cursor.took(delivery);
        }
    }

    private void send(Delivery<String, Setting> delivery) {
        switch (delivery) {
            case Snapshot<String, Setting> snapshot ->
                caller.onNext(WatchSettingsResponse.newBuilder()
                        .setSnapshot(listed(snapshot, prefix, false, display))
                        .build());
            case Change<String, Setting> change -> {
                if (change.key().startsWith(prefix)) {
                    caller.onNext(WatchSettingsResponse.newBuilder()
                            .setChange(changed(change))
                            .build());
                }
            }
        }
    }

    static ListSettingsResponse listed(
            Snapshot<String, Setting> snapshot, String prefix, boolean changedOnly, Display display) {
        var listed = ListSettingsResponse.newBuilder()
                .setRevision(snapshot.revision().value());
        snapshot.forEach(entry -> {
            var setting = entry.value();
            if (entry.key().startsWith(prefix)
                    && !(changedOnly && setting.source().isDeclared())) {
                listed.addSettings(display.setting(entry.key(), setting));
            }
        });
        return listed.build();
    }

    private SettingChange changed(Change<String, Setting> change) {
        var set = change.set();
        var changed = SettingChange.newBuilder()
                .setRevision(change.revision().value())
                .setKey(change.key())
                .setAuthor(set.author())
                .setReason(set.reason())
                .setTime(Display.timestamp(set.time()));
        var before = change.before();
        if (before != null) {
            changed.setBefore(display.setting(change.key(), before));
        }
        switch (change) {
            case Change.Put<String, Setting> put ->
                changed.setNow(display.setting(put.key(), put.entry().value()));
            case Change.Removal<String, Setting> _ -> {}
        }
        return changed.build();
    }
}
