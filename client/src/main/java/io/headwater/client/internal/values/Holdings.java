package io.headwater.client.internal.values;

import io.headwater.client.Change;
import io.headwater.client.ChangeBatch;
import io.headwater.client.Setting;
import io.headwater.client.internal.listen.Dispatcher;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What a client holds: the server's settings with this process's own laid over them, and one place where a new view replaces the
 * last one and is told to the listeners. The view is replaced first, so that whoever is told of a batch sees at least its view.
 *
 * <p>Written by one thread, the session's; {@link #view} may be read by any.
 */
public final class Holdings {
    private static final int NO_SEQUENCE = -1;

    private final InstantSource clock;
    private final Dispatcher dispatcher;
    private final Overlay overlay;
    /** As the server said it; only the writer looks. */
    private SettingTable server = SettingTable.EMPTY;

    private volatile TableView view;

    /** Holds the overrides alone, and nothing of a server's. */
    public Holdings(InstantSource clock, Dispatcher dispatcher, Overlay overlay) {
        this.clock = clock;
        this.dispatcher = dispatcher;
        this.overlay = overlay;
        this.view = new TableView(overlay.over(SettingTable.EMPTY), 0, NO_SEQUENCE, "", clock.instant());
        dispatcher.publish(new ChangeBatch(List.of(), view));
    }

    /** What holds now. One volatile read. */
    public TableView view() {
        return view;
    }

    /** The whole state: what it does not name is gone. */
    public void snapshot(long stream, int sequence, String origin, Collection<Setting> settings) {
        server = SettingTable.of(settings);
        var table = overlay.over(server);
        publish(table.since(view.table()), new TableView(table, stream, sequence, origin, clock.instant()));
    }

    /** One setting, new or changed. */
    public void put(long stream, int sequence, String origin, Setting setting) {
        server = server.with(setting);
        settle(setting.key(), stream, sequence, origin);
    }

    /** A key that nobody says anything about any more. */
    public void remove(long stream, int sequence, String origin, String key) {
        var name = key.toLowerCase(Locale.ROOT);
        server = server.without(name);
        settle(name, stream, sequence, origin);
    }

    /** An update that changed no setting: only the position moves. */
    public void advance(long stream, int sequence, String origin) {
        publish(List.of(), new TableView(view.table(), stream, sequence, origin, clock.instant()));
    }

    /** What holds until a server answers. */
    public void start(Collection<Setting> settings) {
        snapshot(0, NO_SEQUENCE, "", settings);
    }

    private void settle(String key, long stream, int sequence, String origin) {
        var table = view.table();
        var changes = new ArrayList<Change>();
        for (var moved : overlay.movedBy(key)) {
            var before = table.find(moved);
            var after = overlay.effective(moved, server);
            if (!before.equals(after)) {
                changes.add(new Change(moved, before.orElse(null), after.orElse(null)));
                table = after.isPresent() ? table.with(after.get()) : table.without(moved);
            }
        }
        publish(changes, new TableView(table, stream, sequence, origin, clock.instant()));
    }

    private void publish(List<Change> changes, TableView next) {
        view = next;
        dispatcher.publish(new ChangeBatch(changes, next));
    }
}
