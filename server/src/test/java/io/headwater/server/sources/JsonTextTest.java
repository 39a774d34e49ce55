package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    private final JsonText json = new JsonText();

    @Test
    void readsEveryKindOfValue() {
        assertThat(json.read(" {\"a\": [1, 2.5, 18446744073709551615, true, null, \"x\"], \"b\": {}} "))
                .contains(new Value.Mapping(Map.of(
                        "a",
                                new Value.Items(List.of(
                                        Value.of(1L),
                                        Value.of(2.5),
                                        Value.of(0x1p64),
                                        Value.of(true),
                                        Value.NOTHING,
                                        Value.of("x"))),
                        "b", new Value.Mapping(Map.of()))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "{} {}", "x", "NaN", "{\"a\"}", "'a'", "\u0000"})
    void whatIsNotOneValueIsNothing(String text) {
        assertThat(json.read(text)).isEmpty();
    }

    @Test
    void depthIsBounded() {
        assertThat(json.read("[".repeat(30) + "]".repeat(30))).isPresent();
        assertThat(json.read("[".repeat(31) + "]".repeat(31))).isEmpty();
        assertThat(json.read("[".repeat(1_000_000))).isEmpty();
    }
}
