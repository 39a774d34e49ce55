package io.headwater.client.internal.session;

import io.headwater.client.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a session told, in words. */
final class Recorded implements Sink, Watcher {
    final List<String> events = new ArrayList<>();
    final List<Duration> waits = new ArrayList<>();
    String lastFailure = "";

    static Sink sink() {
        return new Recorded();
    }

    static Watcher watcher() {
        return new Recorded();
    }

    @Override
    public void snapshot(long stream, int sequence, String origin, Collection<Setting> settings) {
        events.add(stream + "/" + sequence + " snapshot "
                + settings.stream().map(Setting::toString).toList());
    }

    @Override
    public void put(long stream, int sequence, String origin, Setting setting) {
        events.add(stream + "/" + sequence + " put " + setting);
    }

    @Override
    public void remove(long stream, int sequence, String origin, String key) {
        events.add(stream + "/" + sequence + " remove " + key);
    }

    @Override
    public void advance(long stream, int sequence, String origin) {
        events.add(stream + "/" + sequence + " advance");
    }

    @Override
    public void registered(String session) {
        events.add("registered " + session);
    }

    @Override
    public void ready(String what) {
        events.add("ready");
    }

    @Override
    public void failed(String reason, Duration nextTry) {
        lastFailure = reason;
        waits.add(nextTry);
        events.add("failed");
    }
}
