package io.headwater.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures. Every server is up while the others are measured, idle, so that within a round they take turns at one thing
 * after another: whatever else the machine does meets them alike.
 */
final class Bench {
    private static final List<Who> OVER_TCP = List.of(Who.FLOOR, Who.HEADWATER, Who.PEER);
    /** The floor ignores flow control, so what it would hold for a stalled subscriber says nothing. */
    private static final List<Who> STALLED = List.of(Who.HEADWATER, Who.PEER);

    private static final int WARM_UP_SETS = 5_000;
    private static final int SETS = 1_000;
    private static final int STALLED_OF = 20;

    private final Plan plan;
    private final Lineup lineup;
    private final Progress progress;
    private final Figures figures = new Figures();
    private final Map<Who, Subject> running = new EnumMap<>(Who.class);

    Bench(Plan plan, Lineup lineup, Progress progress) {
        this.plan = plan;
        this.lineup = lineup;
        this.progress = progress;
    }

    /** What could be measured; a part that fails is reported and left out. */
    Figures measure() throws IOException, GeneralSecurityException {
        try (var load = lineup.load()) {
            try {
                for (var who : contenders(List.of(Who.values()))) {
                    running.put(who, lineup.start(who));
                }
                warmUp(load);
                for (int size : plan.sizes()) {
                    progress.part("fan-out to " + size, () -> fanOut(load, size));
                }
                progress.part("sets", this::setsAlone);
            } finally {
                running.values().forEach(Subject::close);
            }
            progress.part("stalled subscribers", () -> stalled(load));
            progress.part("idle subscribers", () -> idle(load));
            progress.part("snapshots", this::snapshots);
        }
        return figures;
    }

    private void warmUp(Child load) throws IOException {
        for (var each : running.entrySet()) {
            progress.step("warm-up: " + each.getKey().label);
            sets(each.getValue(), WARM_UP_SETS);
            try (var audience = Audience.open(load, each.getValue(), each.getKey(), plan.middle())) {
                for (var rhythm : plan.warmUp()) {
                    audience.play(rhythm);
                }
            }
        }
    }

    private void fanOut(Child load, int size) throws IOException {
        var audiences = new EnumMap<Who, Audience>(Who.class);
        try {
            for (var each : running.entrySet()) {
                var who = each.getKey();
                if (!who.unix || size == plan.middle()) {
                    var audience = Audience.open(load, each.getValue(), who, size);
                    audiences.put(who, audience);
                    audience.play(Rhythm.singles(20, 10));
                }
            }
            for (int round = 1; round <= plan.rounds(); round++) {
                for (var each : inTurn(audiences.entrySet(), round)) {
                    var who = each.getKey();
                    var sample = each.getValue().play(plan.singles(size));
                    figures.add(Metric.CPU_SINGLE, size, who, sample.cpuMicros());
                    figures.add(Metric.LOAD_CPU, size, who, sample.loadCpuMicros());
                    progress.step("round %d, %d subscribers, %s: %s per delivery"
                            .formatted(round, size, who.label, Metric.CPU_SINGLE.format(sample.cpuMicros())));
                }
                for (var each : inTurn(audiences.entrySet(), round)) {
                    var who = each.getKey();
                    var sample = each.getValue().play(plan.bursts(size));
                    figures.add(Metric.CPU_BURST, size, who, sample.cpuMicros());
                }
                for (var each : inTurn(audiences.entrySet(), round)) {
                    var who = each.getKey();
                    var sample = each.getValue().play(plan.paced(size));
                    figures.add(Metric.DELIVERY_P50, size, who, sample.deliveryP50());
                    figures.add(Metric.DELIVERY_P99, size, who, sample.deliveryP99());
                    figures.add(Metric.LAST_P50, size, who, sample.lastP50());
                    figures.add(Metric.LAST_P99, size, who, sample.lastP99());
                }
            }
        } finally {
            for (var audience : audiences.values()) {
                audience.close();
            }
        }
    }

    /** In a fresh process: what earlier subscribers left behind would go in the middle of it and hide what is held. */
    private void stalled(Child load) throws IOException, GeneralSecurityException {
        int size = plan.stalledAmong();
        int stalled = Math.max(1, size / STALLED_OF);
        for (var who : contenders(STALLED)) {
            try (var subject = lineup.start(who)) {
                sets(subject, WARM_UP_SETS);
                try (var audience = Audience.open(load, subject, who, size)) {
                    audience.play(plan.fillingBacklog());
                    for (int round = 1; round <= plan.rounds(); round++) {
                        stalled(subject, who, audience, round, size, stalled);
                    }
                }
            }
        }
    }

    private void stalled(Subject subject, Who who, Audience audience, int round, int size, int stalled)
            throws IOException {
        double undisturbed = audience.play(plan.stalledOnce()).cpuMicros();
        var before = subject.process().memory();
        audience.stall(stalled);
        double disturbed = audience.play(plan.stalledOnce()).cpuMicros();
        var once = subject.process().memory();
        audience.play(plan.stalledAgain());
        var again = subject.process().memory();
        audience.resume();
        double held = (again.held() - before.held()) / stalled;
        figures.add(Metric.STALLED_OTHERS, size, who, disturbed / undisturbed);
        figures.add(Metric.STALLED_MEMORY, size, who, held);
        figures.add(Metric.STALLED_HEAP, size, who, (again.heap() - before.heap()) / stalled);
        figures.add(Metric.STALLED_GROWTH, size, who, (again.heap() - once.heap()) / stalled);
        progress.step("round %d, %d of %d stalled, %s: %s each"
                .formatted(round, stalled, size, who.label, Metric.STALLED_MEMORY.format(held)));
    }

    /** What a set costs by itself: it is part of the server's other figures, once per update. */
    private void setsAlone() throws IOException {
        var subject = running.get(Who.HEADWATER);
        for (int round = 1; subject != null && round <= plan.rounds(); round++) {
            long cpu = subject.process().cpuMicros();
            sets(subject, SETS);
            figures.add(
                    Metric.SET_CPU,
                    0,
                    Who.HEADWATER,
                    (double) (subject.process().cpuMicros() - cpu) / SETS);
        }
    }

    private static void sets(Subject subject, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            subject.publish(Stamp.now(i), 1);
            subject.settle();
        }
    }

    private void idle(Child load) throws IOException, GeneralSecurityException {
        int size = plan.largest();
        for (int round = 1; round <= plan.rounds(); round++) {
            for (var who : inTurn(contenders(OVER_TCP), round)) {
                try (var subject = lineup.start(who)) {
                    try (var first = Audience.open(load, subject, who, 1)) {
                        first.play(Rhythm.singles(1, 0));
                    }
                    var before = subject.process().memory();
                    try (var audience = Audience.open(load, subject, who, size)) {
                        var after = subject.process().memory();
                        var opening = audience.opening();
                        figures.add(Metric.CONNECT_CPU, size, who, opening.cpuMicros() / 1_000);
                        figures.add(Metric.CONNECT_SECONDS, size, who, opening.seconds());
                        figures.add(Metric.SNAPSHOT_SIZE, size, who, opening.snapshotBytes() / 1024.0);
                        double resident = (after.resident() - before.resident()) / size;
                        figures.add(Metric.RSS_IDLE, size, who, resident);
                        figures.add(Metric.HEAP_IDLE, size, who, (after.heap() - before.heap()) / size);
                        progress.step("round %d, %d idle, %s: %s each, connected in %s"
                                .formatted(
                                        round,
                                        size,
                                        who.label,
                                        Metric.RSS_IDLE.format(resident),
                                        Metric.CONNECT_SECONDS.format(opening.seconds())));
                    }
                }
            }
        }
    }

    private void snapshots() throws IOException {
        for (int round = 1; round <= plan.rounds(); round++) {
            var cost = lineup.snapshotCost();
            figures.add(Metric.SNAPSHOT_COLD_350, 0, Who.HEADWATER, cost.get("cold350") / 1e3);
            figures.add(Metric.SNAPSHOT_CACHED_350, 0, Who.HEADWATER, cost.get("cached350") / 1e6);
            figures.add(Metric.SNAPSHOT_COLD_SCHEMA, 0, Who.HEADWATER, cost.get("coldSchema") / 1e3);
        }
    }

    private List<Who> contenders(List<Who> among) {
        return among.stream()
                .filter(each -> plan.who().contains(each) && lineup.canStart(each))
                .toList();
    }

    /** Every other round the other way about, so that nobody always follows the same one. */
    private static <T> List<T> inTurn(Collection<T> all, int round) {
        var order = new ArrayList<>(all);
        return round % 2 == 1 ? order : order.reversed();
    }
}
