package io.headwater.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The subscribers of one subject, and what it costs to reach them. One at a time per subject. Used by one thread. */
final class Audience implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;
    private static final Duration QUIET = Duration.ofMillis(300);

    private final Child load;
    private final Proc loadProcess;
    private final Subject subject;
    private final String name;
    private final int size;
    private final Opening opening;
    private int listening;
    private int ordinal;

    private Audience(Child load, Subject subject, String name, int size, Opening opening) {
        this.load = load;
        this.loadProcess = new Proc(load.worker().pid());
        this.subject = subject;
        this.name = name;
        this.size = size;
        this.opening = opening;
        this.listening = size;
    }

    /** Connects {@code size} subscribers and waits until each holds a snapshot. */
    static Audience open(Child load, Subject subject, Who who, int size) throws IOException {
        var address = subject.addresses().stream()
                .filter(each -> each.isUnix() == who.unix)
                .findFirst()
                .orElseThrow();
        var name = who.name();
        long before = subject.process().cpuMicros();
        var opened = new Answer(load.ask("open %s %s %s %d %s"
                .formatted(
                        name,
                        address.text(),
                        subject.credentials(),
                        size,
                        subject.registers() ? "register" : "direct")));
        double cpu = (double) (subject.process().cpuMicros() - before) / size;
        var opening = new Opening(cpu, opened.get("millis") / 1000.0, opened.get("snapshot"));
        return new Audience(load, subject, name, size, opening);
    }

    Opening opening() {
        return opening;
    }

    /** Publishes in this rhythm; every update has reached everybody who listens when it returns. */
    Sample play(Rhythm rhythm) throws IOException {
        load.ask("start " + name + " " + ordinal);
        long cpu = subject.process().cpuMicros();
        long loadCpu = loadProcess.cpuMicros();
        long start = System.nanoTime();
        long deliveries = 0;
        for (int i = 0; i < rhythm.times(); i++) {
            waitUntil(start + i * rhythm.spacing().toNanos());
            subject.publish(Stamp.now(ordinal), rhythm.burst());
            subject.settle();
            ordinal += rhythm.burst();
            deliveries += (long) rhythm.burst() * listening;
            load.ask("await " + name + " " + deliveries + " " + PATIENCE_SECONDS);
        }
        cpu = subject.process().cpuMicros() - cpu;
        loadCpu = loadProcess.cpuMicros() - loadCpu;
        var summary = new Answer(load.ask("summary " + name));
        if (summary.get("gaps") > 0) {
            throw new IOException(name + ": " + summary.get("gaps") + " messages out of sequence: " + summary.text());
        }
        return Sample.of(summary, (double) cpu / deliveries, (double) loadCpu / deliveries);
    }

    /** Has so many stop reading. */
    void stall(int count) throws IOException {
        load.ask("stall " + name + " " + count);
        listening = size - count;
    }

    /** Has all read again; ends when those who had stopped have taken what was waiting for them, and one update more. */
    void resume() throws IOException {
        load.ask("start " + name + " " + ordinal);
        stall(0);
        var before = "";
        for (var now = load.ask("summary " + name); !now.equals(before); now = load.ask("summary " + name)) {
            before = now;
            waitUntil(System.nanoTime() + QUIET.toNanos());
        }
        play(Rhythm.singles(1, 0));
    }

    @Override
    public void close() throws IOException {
        load.ask("close " + name);
    }

    private static void waitUntil(long nanoTime) {
        for (long rest = nanoTime - System.nanoTime(); rest > 0; rest = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }

    /**
     * What it took to connect everybody.
     *
     * @param cpuMicros the server's, per subscriber
     * @param seconds for all of them
     * @param snapshotBytes of the message each began with
     */
    record Opening(double cpuMicros, double seconds, int snapshotBytes) {}

    /** Per delivery, CPU in microseconds; from publication to receipt, milliseconds. */
    record Sample(
            double cpuMicros,
            double loadCpuMicros,
            double deliveryP50,
            double deliveryP99,
            double lastP50,
            double lastP99,
            int resyncs) {

        private static Sample of(Answer summary, double cpuMicros, double loadCpuMicros) throws IOException {
            return new Sample(
                    cpuMicros,
                    loadCpuMicros,
                    summary.get("p50") / 1000.0,
                    summary.get("p99") / 1000.0,
                    summary.get("last50") / 1000.0,
                    summary.get("last99") / 1000.0,
                    summary.get("snapshots"));
        }
    }
}
