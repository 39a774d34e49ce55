package io.headwater.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What the floor and the peer have in common: the line they print when they serve, and the commands they take after it. */
interface Yardstick {
    /**
     * Sends {@code count} updates to every subscriber, as if they had been made at the same moment.
     *
     * @param first the first one's stamp; the others' ordinals go on from it
     */
    void publish(Stamp first, int count);

    /** Prints the ready line and obeys until the standard input ends. */
    static void serve(List<Address> addresses, Yardstick yardstick) throws IOException {
        System.out.println(
                "ready agents=" + addresses.stream().map(Address::text).collect(Collectors.joining(",")));
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = commands.readLine(); line != null; line = commands.readLine()) {
            var words = line.split(" ", -1);
            yardstick.publish(
                    new Stamp(Long.parseLong(words[1]), Integer.parseInt(words[2])), Integer.parseInt(words[3]));
        }
        System.exit(0);
    }

    /** The line that has a yardstick call {@link #publish}. */
    static String publishCommand(Stamp first, int count) {
        return "publish " + first.nanos() + " " + first.ordinal() + " " + count;
    }

    /** What both are started with. */
    record Arguments(Path credentials, int snapshotBytes, List<Address> addresses) {
        static Arguments of(String... args) {
            return new Arguments(
                    Path.of(args[0]),
                    Integer.parseInt(args[1]),
                    List.of(args).subList(2, args.length).stream()
                            .map(Address::new)
                            .toList());
        }
    }
}
