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
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    /** User and system time since it started. */
    long cpuMicros() throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * MICROS_PER_TICK;
    }

    /** Kilobytes of memory that are its own, after its garbage has been collected. */
    Memory memory() throws IOException {
        jcmd("GC.run");
        jcmd("GC.run");
        var heap = TOTAL.matcher(jcmd("GC.class_histogram"));
        var resident = RESIDENT.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
        if (!heap.find() || !resident.find()) {
            throw new IOException("process " + pid + ": no heap or resident size");
        }
        return new Memory(Long.parseLong(heap.group(1)) / 1024.0, Long.parseLong(resident.group(1)));
    }

    private String jcmd(String command) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return answer;
    }

    /** Live heap and resident size, in KB. */
    record Memory(double heap, double resident) {}
}
