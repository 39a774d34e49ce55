package io.headwater.server.security;

import io.grpc.CallCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSsl;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The credentials at work: TLS for the server and for calls back to agents, and the bearer token, following the files as they
 * are rotated.
 *
 * <p>After a rotation, new handshakes present the new certificate; the old certificate and the old token are accepted for the
 * overlap, so that processes may change over one by one. Connections that are open go on. Credentials retire for good at the
 * first {@link #reload()} after their overlap, whether or not the files can be read then. When the files cannot be used, the
 * last good credentials stay.
 *
 * <p>Safe for use by many threads. Nothing here waits, except {@link #reload()} for the disk.
 */
public final class TransportSecurity {
    private static final Logger log = LoggerFactory.getLogger(TransportSecurity.class);
    /** A file rewritten at every look must not make the trust grow without bound. */
    private static final int RETIRED_AT_MOST = 8;

    private final CredentialFiles files;
    private final Duration overlap;
    private final InstantSource clock;
    private final Consumer<X509Certificate> untrusted;
    private final SslProvider provider;
    private final SslContext serverContext;
    private final SslContext clientContext;
    private volatile Generation generation;
    private @Nullable String lastFailure;

    /** Everything that changes together when credentials do. */
    private record Generation(Credentials current, List<Retired> retired, SslContext server, SslContext client) {}

    private record Retired(Credentials credentials, Instant until) {}

    private TransportSecurity(
            CredentialFiles files,
            Duration overlap,
            InstantSource clock,
            Consumer<X509Certificate> untrusted,
            SslProvider provider)
            throws CredentialException {
        if (overlap.isNegative()) {
            throw new IllegalArgumentException("overlap: " + overlap + " (expected: >= 0)");
        }
        this.files = files;
        this.overlap = overlap;
        this.clock = clock;
        this.untrusted = untrusted;
        this.provider = provider;
        this.generation = generation(read(), List.of());
        this.serverContext = new CurrentSslContext(() -> generation.server());
        this.clientContext = new CurrentSslContext(() -> generation.client());
    }

    /**
     * Reads the files and makes ready.
     *
     * @param overlap how long rotated credentials are accepted beside the new ones
     * @param untrusted hears of each client certificate that failed a handshake, on the thread of the handshake; it must not
     *     block
     * @throws CredentialException when either file is missing, unreadable, broken or expired: there is no security without them
     */
    public static TransportSecurity open(
            CredentialFiles files, Duration overlap, InstantSource clock, Consumer<X509Certificate> untrusted)
            throws CredentialException {
        return open(files, overlap, clock, untrusted, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    static TransportSecurity open(
            CredentialFiles files,
            Duration overlap,
            InstantSource clock,
            Consumer<X509Certificate> untrusted,
            SslProvider provider)
            throws CredentialException {
        return new TransportSecurity(files, overlap, clock, untrusted, provider);
    }

    /**
     * For a server, on TCP and on Unix sockets alike. A client certificate that is presented must be trusted or the handshake
     * fails; a missing one gets as far as {@link CallAuthentication}, which can say so.
     */
    public SslContext serverContext() {
        return serverContext;
    }

    /** For calls to agents, which must present a certificate of this host for the name that was dialed. */
    public SslContext clientContext() {
        return clientContext;
    }

    /** Attaches the token to calls to agents. */
    public CallCredentials callCredentials() {
        return new BearerToken(() -> generation.current().token());
    }

    /** Whether the token is the one in use or one within its overlap. Takes the same time for every wrong token. */
    public boolean acceptsToken(String presented) {
        Generation now = generation;
        boolean accepted = now.current().accepts(presented);
        for (Retired retired : now.retired()) {
            accepted |= retired.credentials().accepts(presented);
        }
        return accepted;
    }

    /** The credentials in use, in the form every process of the host logs: equal fingerprints can talk. */
    public String fingerprint() {
        return generation.current().fingerprint();
    }

    /** The TLS library in use, with its version where it tells: {@code BoringSSL} or {@code JDK}. */
    public String provider() {
        return switch (provider) {
            case JDK -> "JDK " + Runtime.version();
            case OPENSSL, OPENSSL_REFCNT -> OpenSsl.versionString();
        };
    }

    /**
     * Looks at the files again. Costs two small reads, and two TLS contexts when something changed; call it every few seconds.
     * Never throws for what the files hold: a failure is logged once for as long as it stays the same.
     */
    public synchronized Reload reload() {
        try {
            retire();
            Credentials read = read();
            if (!read.equals(generation.current())) {
                generation = generation(read, retiring(generation));
                lastFailure = null;
                log.atInfo().addKeyValue("fingerprint", fingerprint()).log("credentials rotated");
                return new Reload.Rotated(fingerprint());
            }
            lastFailure = null;
            return new Reload.Unchanged();
        } catch (CredentialException e) {
            return failed(e);
        }
    }

    private Reload failed(CredentialException cause) {
        if (!cause.getMessage().equals(lastFailure)) {
            lastFailure = cause.getMessage();
            log.atError()
                    .addKeyValue("error", cause.getMessage())
                    .addKeyValue("fingerprint", fingerprint())
                    .log("credentials not reloaded");
        }
        return new Reload.Failed(cause);
    }

    private void retire() throws CredentialException {
        Generation before = generation;
        Instant now = clock.instant();
        List<Retired> accepted = before.retired().stream()
                .filter(retired -> now.isBefore(retired.until()))
                .toList();
        if (accepted.size() < before.retired().size()) {
            generation = generation(before.current(), accepted);
        }
    }

    /** The newest first, so that the bound drops the oldest. */
    private List<Retired> retiring(Generation before) {
        if (overlap.isZero()) {
            return List.of();
        }
        Retired newest = new Retired(before.current(), clock.instant().plus(overlap));
        return Stream.concat(Stream.of(newest), before.retired().stream())
                .limit(RETIRED_AT_MOST)
                .toList();
    }

    private Credentials read() throws CredentialException {
        Credentials read = files.load();
        try {
            read.identity().certificate().checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            throw new CredentialException(
                    files.certificate(),
                    String.valueOf(e.getMessage()),
                    "a certificate that is valid now",
                    "check this machine's clock, or remove the file and start again to create a new one");
        }
        return read;
    }

    private Generation generation(Credentials current, List<Retired> retired) throws CredentialException {
        Identity identity = current.identity();
        List<X509Certificate> trusted = Stream.concat(
                        Stream.of(current), retired.stream().map(Retired::credentials))
                .map(credentials -> credentials.identity().certificate())
                .distinct()
                .toList();
        try {
            SslContext server = context(SslContextBuilder.forServer(identity.key(), identity.certificate())
                    .clientAuth(ClientAuth.OPTIONAL)
                    .trustManager(new ClientTrust(trusted, untrusted)));
            SslContext client = context(SslContextBuilder.forClient()
                    .keyManager(identity.key(), identity.certificate())
                    .trustManager(trusted));
            return new Generation(current, retired, server, client);
        } catch (SSLException | GeneralSecurityException e) {
            throw new CredentialException(
                    files.certificate(),
                    String.valueOf(e.getMessage()),
                    "a certificate and key that " + provider() + " can use",
                    "restore the file, or remove it and start again to create a new one");
        }
    }

    /** gRPC's own choice of HTTP/2 suites, all of them with forward secrecy and authenticated encryption. */
    private SslContext context(SslContextBuilder builder) throws SSLException {
        return GrpcSslContexts.configure(builder, provider)
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }
}
