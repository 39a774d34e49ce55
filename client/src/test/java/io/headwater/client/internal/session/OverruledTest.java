package io.headwater.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which settings the stream decides otherwise than the environment had. */
final class OverruledTest {
    private static List<String> overruled(String key, @Nullable Object value, String variable, String said) {
        return Overruled.in(List.of(new Setting(key, value, "file", Provenance.STREAM)), Map.of(variable, said));
    }

    @Test
    void aKeyAndItsVariableAreNamedAndNoValue() {
        assertThat(overruled("logs_config.enabled", false, "DD_LOGS_CONFIG_ENABLED", "true"))
                .containsExactly("logs_config.enabled (DD_LOGS_CONFIG_ENABLED)");
    }

    @Test
    void whatIsTheSameInOtherWordsIsNotOverruled() {
        assertThat(overruled("a", true, "DD_A", "TRUE")).isEmpty();
        assertThat(overruled("a", true, "DD_A", "1")).isEmpty();
        assertThat(overruled("a", 5001L, "DD_A", " 5001 ")).isEmpty();
        assertThat(overruled("a", 0.5, "DD_A", "0.50")).isEmpty();
        assertThat(overruled("a", List.of("x", "y"), "DD_A", "x y")).isEmpty();
        assertThat(overruled("a", List.of("x", "y"), "DD_A", "[\"x\", \"y\"]")).isEmpty();
        assertThat(overruled("a", "x", "DD_A", "x")).isEmpty();
    }

    @Test
    void anEmptyVariableSaysNothing() {
        assertThat(overruled("a", "x", "DD_A", " ")).isEmpty();
    }

    @Test
    void whatDiffersIsOverruled() {
        assertThat(overruled("a", 5001L, "DD_A", "5002")).hasSize(1);
        assertThat(overruled("a", 5001L, "DD_A", "many")).hasSize(1);
        assertThat(overruled("a", null, "DD_A", "x")).hasSize(1);
        assertThat(overruled("a", List.of("x"), "DD_A", "y")).hasSize(1);
        assertThat(overruled("a", "x", "DD_A", "X")).hasSize(1);
    }

    @Test
    void aVariableOfNoKeyIsNotReported() {
        assertThat(overruled("a", "x", "DD_B", "y")).isEmpty();
    }
}
