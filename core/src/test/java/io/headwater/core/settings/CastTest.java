package io.headwater.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the recorded cases do not reach. */
class CastTest {
    @ParameterizedTest
    @CsvSource({
        "0b101, 5",
        "0o17, 15",
        "017, 15",
        "-0x10, -16",
        "+5, 5",
        "0, 0",
        "-0, 0",
        ".7, 0",
        "-.7, 0",
        "5., 5",
        "0x_1F, 31",
        "0_7, 7",
        "-9223372036854775808, -9223372036854775808"
    })
    void textIsAWholeNumberInTheBaseOfItsPrefix(String text, long number) {
        assertThat(TestSchema.CAST.to(Type.INTEGER, Value.of(text))).contains(Value.of(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"08", "1__0", "_1", "0x", "1e3", "1.5e3", "٣", "--1", "9223372036854775808", "1 "})
    void otherTextIsNoWholeNumber(String text) {
        assertThat(TestSchema.CAST.to(Type.INTEGER, Value.of(text))).isEmpty();
    }

    @Test
    void aNumberTooLargeForAWholeOneIsNone() {
        assertThat(TestSchema.CAST.to(Type.INTEGER, Value.of(9.3e18))).isEmpty();
        assertThat(TestSchema.CAST.to(Type.INTEGER, Value.of(Double.NaN))).isEmpty();
        assertThat(TestSchema.CAST.to(Type.INTEGER, Value.of(-9.2e18))).contains(Value.of(-9_200_000_000_000_000_000L));
    }

    @ParameterizedTest
    @CsvSource({
        "1h15m30.918273645s, 4530918273645",
        "-1.5h, -5400000000000",
        "+5s, 5000000000",
        "100us, 100000",
        "1µs, 1000",
        "1.5, 1",
        ".5s, 500000000",
        "0, 0",
        "-0, 0"
    })
    void textIsADurationInNanoseconds(String text, long nanos) {
        assertThat(TestSchema.CAST.to(Type.DURATION, Value.of(text))).contains(Value.of(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "5d", "1 h", "h1", "1h-5m", "9999999h", "."})
    void aDurationNeedsNumbersAndUnits(String text) {
        assertThat(TestSchema.CAST.to(Type.DURATION, Value.of(text))).isEmpty();
    }

    @Test
    void hugeTextIsLookedAtByNobody() {
        var digits = Value.of("1".repeat(1_000_000));

        assertThat(TestSchema.CAST.to(Type.INTEGER, digits)).isEmpty();
        assertThat(TestSchema.CAST.to(Type.NUMBER, digits)).isEmpty();
        assertThat(TestSchema.CAST.to(Type.DURATION, digits)).isEmpty();
    }

    @Test
    void aNumberBecomesTheTextThatTheAgentPrints() {
        assertThat(TestSchema.CAST.to(Type.STRING, Value.of(1e21))).contains(Value.of("1000000000000000000000"));
        assertThat(TestSchema.CAST.to(Type.STRING, Value.of(1.50))).contains(Value.of("1.5"));
        assertThat(TestSchema.CAST.to(Type.STRING, Value.of(true))).contains(Value.of("true"));
    }

    @Test
    void aListOfTextsTakesWhatCanBeText() {
        assertThat(TestSchema.CAST.to(Type.STRINGS, Value.of(5L))).contains(Value.of(List.of("5")));
        assertThat(TestSchema.CAST.to(Type.STRINGS, new Value.Items(List.of(Value.NOTHING, Value.of(1L)))))
                .contains(Value.of(List.of("", "1")));
        assertThat(TestSchema.CAST.to(Type.STRINGS, new Value.Items(List.of(new Value.Mapping(Map.of())))))
                .isEmpty();
        assertThat(TestSchema.CAST.to(Type.INTEGERS, new Value.Items(List.of(Value.of("7")))))
                .contains(new Value.Items(List.of(Value.of(7L))));
    }

    @Test
    void textIsAMappingWhereItIsJsonOfTheDeclaredKind() {
        assertThat(TestSchema.CAST.to(Type.MAP_OF_STRINGS, Value.of("{\"a\":\"b\"}")))
                .contains(new Value.Mapping(Map.of("a", Value.of("b"))));
        assertThat(TestSchema.CAST.to(Type.MAP_OF_STRINGS, Value.of("{\"a\":1}")))
                .isEmpty();
        assertThat(TestSchema.CAST.to(Type.MAP_OF_NUMBERS, Value.of("{\"a\":1}")))
                .isPresent();
    }

    @Test
    void noTypeTakesANullForAValue() {
        for (var type : Type.values()) {
            if (type != Type.ANY) {
                assertThat(TestSchema.CAST.to(type, Value.NOTHING))
                        .as(type.name())
                        .isEmpty();
            }
        }
    }
}
