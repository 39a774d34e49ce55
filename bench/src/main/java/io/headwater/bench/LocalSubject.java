package io.headwater.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The floor or the peer, driven by lines on its standard input. */
record LocalSubject(Child child, List<Address> addresses, Path credentials, boolean registers, Proc process)
        implements Subject {

    static LocalSubject floor(Path directory, int snapshotBytes, String address) throws IOException {
        return start("floor", Floor.class, directory, snapshotBytes, address, false);
    }

    static LocalSubject peer(Path directory, int snapshotBytes, String address) throws IOException {
        return start("grpc-java", GrpcPeer.class, directory, snapshotBytes, address, true);
    }

    private static LocalSubject start(
            String name, Class<?> program, Path directory, int snapshotBytes, String address, boolean registers)
            throws IOException {
        var arguments = List.of(directory.toString(), Integer.toString(snapshotBytes), address);
        var child = Child.java(name, directory, "512m", program, arguments);
        var addresses = Subject.addressesOf(child.line("ready"));
        return new LocalSubject(
                child, addresses, directory, registers, new Proc(child.worker().pid()));
    }

    @Override
    public void publish(Stamp first, int count) throws IOException {
        child.send(Yardstick.publishCommand(first, count));
    }

    @Override
    public void settle() {}

    @Override
    public void close() {
        child.close();
    }
}
