package io.headwater.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param server how the server is started; empty to measure the yardsticks alone
 * @param problem what is wrong with the command line; empty when nothing is
 */
record Options(boolean quick, List<Integer> sizes, Path out, List<String> server, int snapshotBytes, String problem) {
    private static final int SNAPSHOT_OF_THE_SCHEMA = 113_600;
    static final String USAGE = """
            usage: bench/run [--quick] [--n 1,100,1000,5000] [--out DIR] [--server "COMMAND"] [--snapshot-bytes N]
              --quick           about three minutes: 1,000 subscribers, fewer updates, without the peer
              --n               numbers of subscribers, each from 1
              --out             where result.json, result.md and result.svg go
              --server          starts the server, without --data, --agents and --http; "none" measures the yardsticks alone
              --snapshot-bytes  how large the floor's and the peer's snapshot is""";

    static Options of(String... args) {
        boolean quick = false;
        var sizes = List.<Integer>of();
        var out = Path.of("bench/target/result");
        var server = List.of("./headwater", "serve");
        int snapshotBytes = SNAPSHOT_OF_THE_SCHEMA;
        var words = new ArrayList<>(List.of(args));
        try {
            while (!words.isEmpty()) {
                var option = words.removeFirst();
                switch (option) {
                    case "--quick" -> quick = true;
                    case "--n" -> sizes = sizes(words.removeFirst());
                    case "--out" -> out = Path.of(words.removeFirst());
                    case "--server" -> server = command(words.removeFirst());
                    case "--snapshot-bytes" -> snapshotBytes = Integer.parseInt(words.removeFirst());
                    default -> throw new IllegalArgumentException(option);
                }
            }
        } catch (RuntimeException e) {
            return new Options(
                    quick, sizes, out, server, snapshotBytes, USAGE + "\n\nnot understood: " + e.getMessage());
        }
        if (sizes.isEmpty()) {
            sizes = quick ? List.of(1_000) : List.of(1, 100, 1_000, 5_000);
        }
        return new Options(quick, sizes, out, server, snapshotBytes, "");
    }

    private static List<Integer> sizes(String list) {
        var sizes = Arrays.stream(list.split(",", -1)).map(Integer::valueOf).toList();
        if (sizes.stream().anyMatch(each -> each < 1)) {
            throw new IllegalArgumentException("--n: " + list + " (expected: numbers from 1)");
        }
        return sizes;
    }

    private static List<String> command(String text) {
        return text.equals("none") ? List.of() : List.of(text.trim().split(" +", -1));
    }
}
