package io.headwater.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a run took place, for whoever compares two of them. */
record Machine(String processor, int cores, String system, String java) {
    private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.+)");
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+)");

    static Machine here() throws IOException {
        var model = MODEL.matcher(Files.readString(Path.of("/proc/cpuinfo")));
        return new Machine(
                model.find() ? model.group(1).trim() : System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString());
    }

    /** How many files a process may have open, and so how many connections. */
    static int openFiles() throws IOException {
        var limit = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
        return limit.find() ? Integer.parseInt(limit.group(1)) : Integer.MAX_VALUE;
    }

    String text() {
        return "%s, %d cores, %s, Java %s".formatted(processor, cores, system, java);
    }
}
