package io.headwater.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the kernel and the JVM say of a process. CPU time comes in ticks of 10 ms. */
record Proc(long pid) {
    private static final long MICROS_PER_TICK = 10_000;
    private static final int UTIME = 11;
    private static final Pattern MAPPING = Pattern.compile("^([0-9a-f]+)-[0-9a-f]+ ");
    private static final Pattern RESIDENT = Pattern.compile("^Rss:\\s+(\\d+) kB");
    private static final Pattern GENERATION = Pattern.compile("\\[0x([0-9a-f]+),.*0x([0-9a-f]+)\\)");
    private static final Pattern INSTANCES = Pattern.compile("(?m)^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)");
    /** What some collectors fill holes with that they leave. */
    private static final String FILLER = "jdk.internal.vm.Filler";

    /** User and system time since it started. */
    long cpuMicros() throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * MICROS_PER_TICK;
    }

    /** What it holds, after its garbage has been collected. */
    Memory memory() throws IOException {
        jcmd("GC.run");
        double live = liveBytes() / 1024.0;
        var heap = heapRange();
        double resident = 0;
        double outside = 0;
        boolean inHeap = false;
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps"))) {
            var mapping = MAPPING.matcher(line);
            var size = RESIDENT.matcher(line);
            if (mapping.find()) {
                inHeap = heap.contains(Long.parseUnsignedLong(mapping.group(1), 16));
            } else if (size.find()) {
                double kilobytes = Double.parseDouble(size.group(1));
                resident += kilobytes;
                outside += inHeap ? 0 : kilobytes;
            }
        }
        return new Memory(live, resident, outside);
    }

    private long liveBytes() throws IOException {
        long bytes = 0;
        var instances = INSTANCES.matcher(jcmd("GC.class_histogram"));
        while (instances.find()) {
            bytes += instances.group(2).contains(FILLER) ? 0 : Long.parseLong(instances.group(1));
        }
        if (bytes == 0) {
            throw new IOException("process " + pid + ": jcmd shows no heap");
        }
        return bytes;
    }

    /** Where the heap lies, from the addresses of its generations. */
    private Range heapRange() throws IOException {
        var range = new Range(Long.MAX_VALUE, 0);
        var addresses = GENERATION.matcher(jcmd("GC.heap_info"));
        while (addresses.find()) {
            range = new Range(
                    Math.min(range.from, Long.parseLong(addresses.group(1), 16)),
                    Math.max(range.to, Long.parseLong(addresses.group(2), 16)));
        }
        return range;
    }

    private String jcmd(String command) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private record Range(long from, long to) {
        boolean contains(long address) {
            return from <= address && address < to;
        }
    }

    /** Kilobytes: live objects, all that is resident, and of that what is not the heap. */
    record Memory(double heap, double resident, double outsideHeap) {
        /** What it cannot do without: a heap's resident size also counts garbage that was there before. */
        double held() {
            return heap + outsideHeap;
        }
    }
}
