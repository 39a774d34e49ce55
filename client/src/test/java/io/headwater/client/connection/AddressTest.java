package io.headwater.client.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Test
    void readsEveryForm() {
        assertThat(Address.of("localhost:5001")).isEqualTo(new Address.Tcp("localhost", 5001));
        assertThat(Address.of("[::1]:5001")).isEqualTo(new Address.Tcp("::1", 5001));
        assertThat(Address.of("unix:/run/headwater.sock")).isEqualTo(new Address.Unix(Path.of("/run/headwater.sock")));
        assertThat(Address.of("/run/headwater.sock")).isEqualTo(new Address.Unix(Path.of("/run/headwater.sock")));
        assertThat(Address.of("unix:///run/headwater.sock"))
                .isEqualTo(new Address.Unix(Path.of("/run/headwater.sock")));
    }

    @Test
    void saysItselfAsItWasGiven() {
        assertThat(Address.of("[::1]:5001")).hasToString("[::1]:5001");
        assertThat(Address.of("unix:/run/x")).hasToString("unix:/run/x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", ":5001", "localhost:", "localhost:0", "localhost:65536", "a b:1", "unix:"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Address.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text + " (expected: HOST:PORT or unix:PATH)");
    }
}
