package io.headwater.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "localhost:6062,                                 localhost,           6062",
        "https://127.0.0.1:5401,                         127.0.0.1,           5401",
        "HTTPS://Host:1,                                 Host,                1",
        "https://configstream-consumer/trace-agent,      configstream-consumer, 443",
        "https://[::1]:5001/,                            ::1,                 5001",
        "[::1],                                          ::1,                 443",
        "no such host:5001,                              no such host,        5001",
        "'',                                             '',                  443",
    })
    void readsAHostAndAPortWhetherOrNotTheyExist(String uri, String host, int port) {
        assertThat(Endpoint.parse(uri)).isEqualTo(new Endpoint.Tcp(host, port));
    }

    @Test
    void readsTheTwoKindsOfSocketThatHaveNoHost() {
        assertThat(Endpoint.parse("unix:///run/agent.sock")).isEqualTo(new Endpoint.Unix("/run/agent.sock"));
        assertThat(Endpoint.parse("UNIX:///run/Agent.sock")).isEqualTo(new Endpoint.Unix("/run/Agent.sock"));
        assertThat(Endpoint.parse("vsock://3:5001")).isEqualTo(new Endpoint.Vsock(3, 5001));
        assertThat(Endpoint.parse("vsock://4294967295:1")).isEqualTo(new Endpoint.Vsock(4_294_967_295L, 1));
    }

    @Test
    void namesTheSchemeItDoesNotKnowAndThoseItDoes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse("ftp://host:21"))
                .withMessage(
                        "api_endpoint_uri: scheme \"ftp\" (expected: unix, https or vsock, or host:port without a scheme)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vsock://",
                "vsock://3",
                "vsock://host:1",
                "vsock://3:",
                "vsock://3:1:2",
                "vsock://-1:1",
                "vsock://+1:1"
            })
    void refusesAVsockAddressThatIsNotTwoNumbers(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse(uri))
                .withMessageStartingWith("invalid vsock api_endpoint_uri \"" + uri + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:", "localhost:http", "localhost:65536", "https://localhost:-1/"})
    void refusesAPortThatIsNone(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse(uri))
                .withMessage("api_endpoint_uri: \"" + uri + "\" (expected: a port from 0 to 65535 behind the colon)");
    }

    @Test
    void refusesARelativeSocketPath() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.parse("unix://run/agent.sock"))
                .withMessage("api_endpoint_uri: \"unix://run/agent.sock\" (expected: unix:// and an absolute path)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://[::1]:5001", "https://localhost:443", "unix:///run/a.sock", "vsock://2:3"})
    void isWrittenAsItIsRead(String uri) {
        assertThat(Endpoint.parse(uri)).hasToString(uri);
    }
}
