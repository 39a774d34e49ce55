package io.headwater.bench;

import io.grpc.CallCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.headwater.wire.admin.v1.AdminGrpc;
import io.headwater.wire.admin.v1.ChangeSettingResponse;
import io.headwater.wire.admin.v1.SetSettingRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server itself, started by its launcher; an update is one {@code SetSetting} of the admin face. */
final class Headwater implements Subject {
    private static final int PATIENCE_SECONDS = 60;

    private final Child child;
    private final List<Address> addresses;
    private final Path credentials;
    private final Proc process;
    private final ManagedChannel channel;
    private final AdminGrpc.AdminFutureStub admin;
    private final List<Future<ChangeSettingResponse>> asked = new ArrayList<>();

    private Headwater(Child child, List<Address> addresses, Path data) throws IOException, GeneralSecurityException {
        this.child = child;
        this.addresses = addresses;
        this.credentials = data;
        this.process = new Proc(child.worker().pid());
        var identity = Credentials.read(data);
        this.channel = NettyChannelBuilder.forAddress(addresses.getFirst().socket())
                .sslContext(identity.clientTls())
                .overrideAuthority("localhost")
                .build();
        this.admin = AdminGrpc.newFutureStub(channel).withCallCredentials(new Bearer(identity.token()));
    }

    /** {@code launcher}: the command line up to and with the verb {@code serve} and what it should be configured with. */
    static Headwater start(List<String> launcher, Path directory) throws IOException, GeneralSecurityException {
        var command = new ArrayList<>(launcher);
        command.addAll(List.of("--data", directory.toString()));
        command.addAll(List.of("--agents", "127.0.0.1:0", "--agents", "unix:" + directory.resolve("agents.sock")));
        command.addAll(List.of("--http", "127.0.0.1:0"));
        var child = Child.start("headwater", directory, command);
        return new Headwater(child, Subject.addressesOf(child.line("ready")), directory);
    }

    @Override
    public List<Address> addresses() {
        return addresses;
    }

    @Override
    public Path credentials() {
        return credentials;
    }

    @Override
    public boolean registers() {
        return true;
    }

    @Override
    public Proc process() {
        return process;
    }

    @Override
    public void publish(Stamp first, int count) {
        for (int i = 0; i < count; i++) {
            var stamp = new Stamp(first.nanos(), first.ordinal() + i);
            asked.add(admin.setSetting(SetSettingRequest.newBuilder()
                    .setKey(Events.KEY)
                    .setText(stamp.text(Events.VALUE_LENGTH))
                    .build()));
        }
    }

    @Override
    public void settle() throws IOException {
        for (var each : asked) {
            if (!answer(each).getChanged()) {
                throw new IOException(Events.KEY + ": the server saw no change (expected: each value is news)");
            }
        }
        asked.clear();
    }

    private static ChangeSettingResponse answer(Future<ChangeSettingResponse> set) throws IOException {
        try {
            return set.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("setting " + Events.KEY, e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        child.close();
    }

    private static final class Bearer extends CallCredentials {
        private final Metadata headers = new Metadata();

        Bearer(String token) {
            headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        }

        @Override
        public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
            applier.apply(headers);
        }
    }
}
