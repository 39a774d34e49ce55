package io.headwater.cli.command;

import io.headwater.cli.render.Fields;
import io.headwater.cli.render.Printable;
import io.headwater.wire.admin.v1.ListSettingsResponse;
import io.headwater.wire.admin.v1.Setting;
import io.headwater.wire.admin.v1.SettingChange;
import io.headwater.wire.admin.v1.WatchSettingsResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a watcher has seen: it turns the server's messages into changes, and a snapshot after the first into those that
 * were missed. Not thread-safe; holds one copy of the settings.
 */
final class Changes {
    /** One change for a person and for a program. */
    record Line(String text, Map<String, @Nullable Object> data) {}

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final ZoneId zone;
    private Map<String, Setting> held = new TreeMap<>();
    private boolean started;
    private long revision;
    private long count;

    Changes(ZoneId zone) {
        this.zone = zone;
    }

    void take(WatchSettingsResponse message, Consumer<Line> to) {
        switch (message.getEventCase()) {
            case SNAPSHOT -> snapshot(message.getSnapshot(), to);
            case CHANGE -> change(message.getChange(), to);
            case EVENT_NOT_SET -> {}
        }
    }

    private void snapshot(ListSettingsResponse snapshot, Consumer<Line> to) {
        Map<String, Setting> now = new TreeMap<>();
        snapshot.getSettingsList().forEach(setting -> now.put(setting.getKey(), setting));
        if (started) {
            var keys = new TreeSet<>(held.keySet());
            keys.addAll(now.keySet());
            for (var key : keys) {
                var before = held.get(key);
                var after = now.get(key);
                if (before == null || !before.equals(after)) {
                    tell(missed(snapshot.getRevision(), key, before, after), to);
                }
            }
        }
        held = now;
        started = true;
        revision = snapshot.getRevision();
    }

    private static SettingChange missed(long revision, String key, @Nullable Setting before, @Nullable Setting after) {
        var change = SettingChange.newBuilder().setRevision(revision).setKey(key);
        if (before != null) {
            change.setBefore(before);
        }
        if (after != null) {
            change.setNow(after);
        }
        return change.build();
    }

    private void change(SettingChange change, Consumer<Line> to) {
        if (change.hasNow()) {
            held.put(change.getKey(), change.getNow());
        } else {
            held.remove(change.getKey());
        }
        revision = change.getRevision();
        tell(change, to);
    }

    private void tell(SettingChange change, Consumer<Line> to) {
        count++;
        to.accept(new Line(text(change), data(change)));
    }

    private String text(SettingChange change) {
        var text =
                new StringBuilder(change.hasTime() ? CLOCK.format(time(change).atZone(zone)) : "meanwhile");
        text.append("  r").append(change.getRevision());
        text.append("  ").append(Printable.of(change.getKey())).append(": ");
        text.append(change.hasBefore() ? Shown.setting(change.getBefore()) : "nothing")
                .append(" → ");
        text.append(change.hasNow() ? Shown.setting(change.getNow()) : "gone");
        if (!change.getAuthor().isEmpty()) {
            text.append("  by ").append(Printable.of(change.getAuthor()));
        }
        if (!change.getReason().isEmpty()) {
            text.append("  \"").append(Printable.of(change.getReason())).append('"');
        }
        return text.toString();
    }

    private static Map<String, @Nullable Object> data(SettingChange change) {
        return Fields.of(
                "revision", change.getRevision(),
                "key", change.getKey(),
                "now", Shown.valueAndSource(change.hasNow(), change.getNow()),
                "before", Shown.valueAndSource(change.hasBefore(), change.getBefore()),
                "author", change.getAuthor(),
                "reason", change.getReason(),
                "time", change.hasTime() ? time(change).toString() : null);
    }

    private static Instant time(SettingChange change) {
        return Shown.instant(change.getTime());
    }

    boolean started() {
        return started;
    }

    long revision() {
        return revision;
    }

    /** How many changes were told. */
    long count() {
        return count;
    }
}
