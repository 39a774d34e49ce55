package io.headwater.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A server that is measured: a process of its own. Used by one thread. */
sealed interface Subject extends AutoCloseable permits LocalSubject, Headwater {
    /** Every address it serves agents on. */
    List<Address> addresses();

    /** Where {@link Credentials} for it are. */
    Path credentials();

    /** Whether its subscribers have to register first. */
    boolean registers();

    Proc process();

    /** Has {@code count} updates made at once; does not wait for them. */
    void publish(Stamp first, int count) throws IOException;

    /** Waits until it has accepted everything published; an error when it refused anything. */
    void settle() throws IOException;

    @Override
    void close();

    /** The addresses of the line that every server here prints when it serves. */
    static List<Address> addressesOf(String ready) {
        var agents = ready.split("agents=", -1)[1].split(" ", -1)[0];
        return List.of(agents.split(",", -1)).stream().map(Address::new).toList();
    }
}
