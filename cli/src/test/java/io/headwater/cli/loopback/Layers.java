package io.headwater.cli.loopback;

import io.headwater.wire.admin.v1.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The loopback server's settings: a value per key and source, the higher source wins. Values are JSON text. */
public final class Layers {
    /** One change of what holds, heard under the lock, so that nothing comes in between. */
    public record Changed(
            long revision,
            String key,
            Optional<Setting> before,
            Optional<Setting> now,
            String cleared,
            String author,
            String reason) {}

    /** Hears every change until it is removed. */
    public interface Listener {
        void heard(Changed change);
    }

    private static final List<String> ORDER =
            List.of("default", "file", "environment-variable", "agent-runtime", "remote-config", "cli");

    private final Map<String, Map<String, String>> byKey = new TreeMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private long revision;

    synchronized boolean declares(String key) {
        return byKey.containsKey(key);
    }

    static boolean isSource(String name) {
        return ORDER.contains(name);
    }

    public synchronized void put(String key, String source, String json, String author, String reason) {
        var before = effective(key);
        byKey.computeIfAbsent(key, _ -> new HashMap<>()).put(source, json);
        tell(key, before, "", author, reason);
    }

    public synchronized void remove(String key, String source, String author, String reason) {
        var before = effective(key);
        var layers = byKey.get(key);
        if (layers != null && layers.remove(source) != null) {
            tell(key, before, source, author, reason);
        }
    }

    private void tell(String key, Optional<Setting> before, String cleared, String author, String reason) {
        var now = effective(key);
        if (!before.equals(now)) {
            revision++;
            var change = new Changed(revision, key, before, now, cleared, author, reason);
            listeners.forEach(listener -> listener.heard(change));
        }
    }

    synchronized Optional<Setting> effective(String key) {
        return layers(key).stream().findFirst();
    }

    /** The winner first. */
    synchronized List<Setting> layers(String key) {
        var layers = byKey.getOrDefault(key, Map.of());
        return ORDER.reversed().stream()
                .filter(layers::containsKey)
                .map(source -> Setting.newBuilder()
                        .setKey(key)
                        .setSource(source)
                        .setJson(layers.getOrDefault(source, ""))
                        .build())
                .toList();
    }

    synchronized List<Setting> all() {
        var all = new ArrayList<Setting>();
        byKey.keySet().forEach(key -> effective(key).ifPresent(all::add));
        return all;
    }

    synchronized long revision() {
        return revision;
    }

    /** Runs something that sees no change happen, and hears every change after it. */
    synchronized void join(Listener listener, Runnable first) {
        first.run();
        listeners.add(listener);
        notifyAll();
    }

    /** Returns once somebody listens. */
    public synchronized void awaitListener() {
        try {
            while (listeners.isEmpty()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void leave(Listener listener) {
        listeners.remove(listener);
    }
}
