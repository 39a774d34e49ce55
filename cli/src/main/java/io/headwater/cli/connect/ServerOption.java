package io.headwater.cli.connect;

import io.headwater.cli.Exit;
import io.headwater.cli.Problem;
import io.headwater.client.connection.Address;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The flags by which every client verb finds its server. */
public final class ServerOption {
    /** How a person says where the credentials are. */
    static final String DATA_FLAG = "--data DIR (or HEADWATER_DATA)";

    @Option(
            names = "--server",
            paramLabel = "ADDR",
            defaultValue = "${env:HEADWATER_SERVER:-127.0.0.1:5001}",
            description = {
                "Where the server listens: HOST:PORT or unix:PATH.",
                "Default: $HEADWATER_SERVER, else 127.0.0.1:5001."
            })
    private String server = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:HEADWATER_DATA:-./headwater-data}",
            description = {
                "The server's data directory; its credentials are read from there.",
                "Default: $HEADWATER_DATA, else ./headwater-data."
            })
    private Path data = Path.of("");

    /**
     * A way to the server; nothing is dialed yet.
     *
     * @throws Problem when the address or the credentials are not usable
     */
    public Connection connect() {
        return new Connection(address(), data);
    }

    public Path data() {
        return data;
    }

    public Address address() {
        return address("--server", server);
    }

    /**
     * Reads an address that somebody gave.
     *
     * @param flag who, for the message when it is none
     */
    public static Address address(String flag, String text) {
        try {
            return Address.of(text);
        } catch (IllegalArgumentException e) {
            throw new Problem(Exit.USAGE, flag + ": " + e.getMessage());
        }
    }
}
