package io.headwater.testkit;

import static io.headwater.testkit.Events.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HeldTest {
    @Test
    void isWhatTheWireCarriedOfAValue() {
        assertThat(through(null)).isNull();
        assertThat(through(true)).isEqualTo(true);
        assertThat(through("text")).isEqualTo("text");
        assertThat(through(7)).isEqualTo(7L);
        assertThat(through(7.0)).isEqualTo(7L);
        assertThat(through(7.5)).isEqualTo(7.5);
        assertThat(through(List.of(1, "a"))).isEqualTo(List.of(1L, "a"));
        assertThat(through(Map.of("on", List.of(false)))).isEqualTo(Map.of("on", List.of(false)));
    }

    @Test
    void aNumberBeyondWhatADoubleCountsIsADouble() {
        assertThat(through(1L << 53)).isEqualTo(1L << 53);
        assertThat(through(1L << 54)).isEqualTo(0x1p54);
        assertThat(through(Double.POSITIVE_INFINITY)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(through(Double.NaN)).isEqualTo(Double.NaN);
    }

    @Test
    void aValueThatNoSettingCanHaveIsRefused() {
        assertThatThrownBy(() -> setting("key", new Object(), "file"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("value: a java.lang.Object"
                        + " (expected: null, a Boolean, Number or String, or a List or Map of these)");
    }

    private static @Nullable Object through(@Nullable Object value) {
        return Held.of(setting("key", value, "file")).value();
    }
}
