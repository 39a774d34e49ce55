package io.headwater.server.agents;

import static io.headwater.server.agents.FakeAgent.FLARE;
import static io.headwater.server.agents.FakeAgent.STATUS;
import static io.headwater.server.agents.FakeAgent.TELEMETRY;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.headwater.core.fleet.Admission;
import io.headwater.core.fleet.Ending;
import io.headwater.core.fleet.Registrant;
import io.headwater.core.fleet.Registry;
import io.headwater.core.fleet.Session;
import io.headwater.server.telemetry.Meters;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallbacksTest {
    /** Nobody waits this long: it leaves a busy machine the time for a handshake. */
    private static final Duration AMPLE = Duration.ofSeconds(30);

    /** To be waited for where an agent is silent while another one answers. */
    private static final Duration SHORT = Duration.ofSeconds(4);

    @TempDir
    private static Path directory;

    private static TestCredentials credentials;

    private final Meters meters = new Meters();
    private final Map<Session, Ending> ended = new ConcurrentHashMap<>();
    private final List<FakeAgent> agents = new ArrayList<>();
    private final Registry registry = new Registry(
            new Registry.Limits(Duration.ofSeconds(60), 100),
            InstantSource.system(),
            System::nanoTime,
            UUID::randomUUID,
            e -> {
                throw e;
            });
    private Callbacks callbacks;

    @BeforeAll
    static void issue() throws Exception {
        credentials = TestCredentials.create(directory);
    }

    @BeforeEach
    void open() throws IOException {
        allow(AMPLE);
        registry.onEnd(ended::put);
    }

    @AfterEach
    void close() {
        callbacks.close();
        registry.close();
        meters.close();
        agents.forEach(FakeAgent::close);
    }

    @Test
    void asksAnAgentForItsStatus() throws Exception {
        var agent = agent().status(Map.of("Running", "yes", "Errors", "0"));
        var session = register("Trace Agent", agent.uri(), STATUS);
        agent.answersAs(session.id());

        assertThat(callbacks.status(_ -> true)).singleElement().satisfies(answer -> {
            assertThat(answer.session().registrant().flavor()).isEqualTo("trace_agent");
            assertThat(answer.session().registrant().displayName()).isEqualTo("Trace Agent");
            assertThat(mainSection(answer)).containsOnly(Map.entry("Running", "yes"), Map.entry("Errors", "0"));
        });
        assertThat(meters.scrape())
                .contains("remote_agent_registry_action_duration_seconds_count{action=\"" + STATUS
                        + "\",remote_agent_name=\"trace-agent\"} 1\n")
                .doesNotContain("remote_agent_registry_action_error{");
    }

    @Test
    void answersInTheOrderOfDisplayNames() throws Exception {
        for (var name : List.of("c", "a", "b")) {
            var agent = agent();
            agent.answersAs(register(name, agent.uri(), STATUS).id());
        }

        assertThat(callbacks.status(_ -> true))
                .extracting(answer -> answer.session().registrant().displayName())
                .containsExactly("a", "b", "c");
    }

    @Test
    void waitsForASlowAgentNoLongerThanTheOneDeadlineForAll() throws Exception {
        var quick = agent().status(Map.of("ok", "1"));
        quick.answersAs(register("quick", quick.uri(), STATUS).id());
        var stuck = new ArrayList<FakeAgent>();
        for (int i = 0; i < 5; i++) {
            stuck.add(agent().getsStuck());
            register("stuck " + i, stuck.getLast().uri(), STATUS);
        }
        allow(SHORT);

        var answers = callbacks.status(_ -> true);

        assertThat(mainSection(answers.getFirst())).containsEntry("ok", "1");
        assertThat(answers.subList(1, 6))
                .allSatisfy(answer -> assertThat(error(answer)).startsWith("DEADLINE_EXCEEDED"));
        assertThat(meters.scrape()).contains("error=\"DEADLINE_EXCEEDED\",remote_agent_name=\"stuck-0\"} 1.0");
        assertThat(stuck)
                .as("one after another, the first would have used the time of all")
                .allSatisfy(agent -> assertThat(agent.calls).hasValue(1));
        registry.reap();
        assertThat(registry.sessions()).as("a failure leaves the session alone").hasSize(6);
    }

    @Test
    void reachesTheOthersWhenOneAgentIsGone() throws Exception {
        var there = agent().status(Map.of("ok", "1"));
        there.answersAs(register("there", there.uri(), STATUS).id());
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            register("gone", "localhost:" + nobody.getLocalPort(), STATUS);
        }

        allow(SHORT);
        var answers = callbacks.status(_ -> true);
        assertThat(error(answers.getFirst())).containsPattern("^(UNAVAILABLE|DEADLINE_EXCEEDED)");
        assertThat(mainSection(answers.getLast())).containsEntry("ok", "1");
    }

    @Test
    void throwsAwayAnAnswerThatDoesNotNameTheSessionAndEndsIt() throws Exception {
        var right = agent();
        right.answersAs(register("right", right.uri(), STATUS).id());
        var other = register("wrong: another", agent().answersAs("another").uri(), STATUS);
        var empty = register("wrong: empty", agent().answersAs("").uri(), STATUS);
        var missing = register("wrong: missing", agent().uri(), STATUS);
        var twice = agent();
        var second = register("wrong: twice", twice.uri(), STATUS);
        twice.answersAs(second.id(), second.id());

        var answers = callbacks.status(_ -> true);

        assertThat(answers.getFirst()).isInstanceOf(Answer.Given.class);
        assertThat(answers.stream().skip(1).map(CallbacksTest::error))
                .containsExactly(
                        "SESSION_ID_MISMATCH: the answer names the session_id of another session",
                        "SESSION_ID_MISMATCH: the answer names the session_id of another session",
                        "SESSION_ID_MISMATCH: the answer names no session_id in its headers",
                        "SESSION_ID_MISMATCH: the answer names session_id more than once");
        assertThat(meters.scrape()).contains("error=\"SESSION_ID_MISMATCH\",remote_agent_name=\"wrong_-another\"} 1.0");
        assertThat(registry.sessions()).hasSize(5);

        registry.reap();
        assertThat(ended)
                .containsOnly(
                        Map.entry(other, Ending.UNHEALTHY),
                        Map.entry(empty, Ending.UNHEALTHY),
                        Map.entry(missing, Ending.UNHEALTHY),
                        Map.entry(second, Ending.UNHEALTHY));
    }

    @Test
    void asksOnlyAgentsThatListTheService() throws Exception {
        var silent = agent();
        register("none", silent.uri());
        register("other", silent.uri(), FLARE, TELEMETRY);
        register("consumer", "https://configstream-consumer/trace-agent");

        assertThat(callbacks.status(_ -> true)).isEmpty();
        assertThat(silent.calls).hasValue(0);
    }

    @Test
    void knowsServicesByTheShortNamesOfTheDocuments() throws Exception {
        var agent = agent();
        agent.answersAs(register("System Probe", agent.uri(), "status", "flare").id());

        assertThat(callbacks.status(_ -> true)).singleElement().isInstanceOf(Answer.Given.class);
        assertThat(callbacks.telemetry()).isEmpty();
    }

    @Test
    void callsThroughAUnixSocket() throws Exception {
        var path = directory.resolve("agent.sock");
        var agent = FakeAgent.onSocket(credentials, path).status(Map.of("by", "socket"));
        agents.add(agent);
        agent.answersAs(register("a", "unix://" + path, STATUS).id());

        assertThat(mainSection(callbacks.status(_ -> true).getFirst())).containsEntry("by", "socket");
    }

    @Test
    void saysWhichAddressesItCannotCall() {
        register("a", "vsock://3:5001", STATUS);
        register("b", "https:///", STATUS);
        register("c", "no such host:1", STATUS);

        var answers = callbacks.status(_ -> true);
        assertThat(error(answers.get(0)))
                .isEqualTo("UNIMPLEMENTED: api_endpoint_uri: vsock://3:5001 (expected: host:port, https://host:port or"
                        + " unix:///path; this server cannot call by vsock)");
        assertThat(error(answers.get(1)))
                .isEqualTo("UNAVAILABLE: api_endpoint_uri: \"\" (expected: the name or address of a host)");
        assertThat(error(answers.get(2)))
                .isEqualTo("UNAVAILABLE: api_endpoint_uri: \"no such host\" (expected: the name or address of a host)");
    }

    @Test
    void tellsNothingToAnAgentWithACertificateOfItsOwn() throws Exception {
        var stranger = FakeAgent.onLoopback(TestCredentials.create(directory));
        agents.add(stranger);
        stranger.answersAs(register("stranger", stranger.uri(), STATUS).id());

        allow(Duration.ofSeconds(1));
        assertThat(error(callbacks.status(_ -> true).getFirst())).containsPattern("^(UNAVAILABLE|DEADLINE_EXCEEDED)");
        assertThat(stranger.calls).hasValue(0);
    }

    @Test
    void refusesAnAnswerThatIsTooLarge() throws Exception {
        var large = agent().files(Map.of("large", "x".repeat(64 << 20)));
        large.answersAs(register("large", large.uri(), FLARE).id());
        var small = agent().files(Map.of("small", "x"));
        small.answersAs(register("small", small.uri(), FLARE).id());

        var files = callbacks.flare(_ -> true);
        assertThat(files).containsOnlyKeys("large/UNREACHABLE.txt", "small/small");
        assertThat(requireNonNull(files.get("large/UNREACHABLE.txt")).toStringUtf8())
                .contains("RESOURCE_EXHAUSTED");
    }

    @Test
    void putsEachAgentsFilesInADirectoryOfItsOwn() throws Exception {
        for (int i = 1; i <= 2; i++) {
            var twin = agent().files(Map.of("agent.log", "log " + i));
            twin.answersAs(register("Trace Agent", twin.uri(), FLARE).id());
        }
        var sly = agent().files(Map.of("../../etc/passwd", "1", "a/b", "2", "a:b", "3", "..", "4", "", "5"));
        sly.answersAs(register("../sly", sly.uri(), FLARE).id());
        register("vm", "vsock://3:1", FLARE);

        var files = callbacks.flare(_ -> true);
        assertThat(files.keySet())
                .containsExactly(
                        ".._sly/.._.._etc_passwd",
                        ".._sly/_",
                        ".._sly/__",
                        ".._sly/a_b",
                        ".._sly/a_b-2",
                        "trace-agent-2/agent.log",
                        "trace-agent/agent.log",
                        "vm/UNREACHABLE.txt");
        assertThat(List.of(files.get("trace-agent/agent.log"), files.get("trace-agent-2/agent.log")))
                .containsExactlyInAnyOrder(ByteString.copyFromUtf8("log 1"), ByteString.copyFromUtf8("log 2"));
        assertThat(requireNonNull(files.get("vm/UNREACHABLE.txt")).toStringUtf8())
                .startsWith("vm could not be reached: UNIMPLEMENTED: ");
    }

    private void allow(Duration timeout) throws IOException {
        if (callbacks != null) {
            callbacks.close();
        }
        callbacks = new Callbacks(registry, timeout, credentials.client(), TestCredentials.token(), meters);
    }

    private FakeAgent agent() throws IOException {
        var agent = FakeAgent.onLoopback(credentials);
        agents.add(agent);
        return agent;
    }

    private Session register(String displayName, String uri, String... services) {
        var registrant = new Registrant("", "trace_agent", displayName, uri, List.of(services));
        return ((Admission.Granted) registry.register(registrant)).session();
    }

    private static Map<String, String> mainSection(Answer<GetStatusDetailsResponse> answer) {
        assertThat(answer).isInstanceOf(Answer.Given.class);
        return ((Answer.Given<GetStatusDetailsResponse>) answer)
                .message()
                .getMainSection()
                .getFieldsMap();
    }

    private static String error(Answer<?> answer) {
        return assertThat(answer)
                .asInstanceOf(type(Answer.Failed.class))
                .actual()
                .error();
    }
}
