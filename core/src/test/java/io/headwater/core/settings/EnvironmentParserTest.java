package io.headwater.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentParserTest {
    @Test
    void separators() {
        assertThat(parse("comma_separated", "a, b,,c")).isEqualTo(Value.of(List.of("a", " b", "", "c")));
        assertThat(parse("space_separated", " a  b\tc ")).isEqualTo(Value.of(List.of("a", "b", "c")));
        assertThat(parse("comma_and_space_separated", "a, b c")).isEqualTo(Value.of(List.of("a", "b", "c")));
        assertThat(parse("comma_then_space_separated", "a b, c")).isEqualTo(Value.of(List.of("a b", "c")));
        assertThat(parse("comma_then_space_separated", "a b")).isEqualTo(Value.of(List.of("a", "b")));
    }

    @Test
    void quotesInCommaSeparatedValues() {
        assertThat(parse("csv_comma_separated", "\"x, y\",z")).isEqualTo(Value.of(List.of("x, y", "z")));
        assertThat(parse("csv_comma_separated", "\"a \"\"b\"\"\", c\"d"))
                .isEqualTo(Value.of(List.of("a \"b\"", "c\"d")));
        assertThat(parse("csv_comma_separated", "\"open, b")).isEqualTo(Value.of(List.of("open, b")));
        assertThat(parse("csv_comma_separated", "a,")).isEqualTo(Value.of(List.of("a", "")));
    }

    @Test
    void jsonWhereItLooksLikeAList() {
        assertThat(parse("json_list_or_space_separated", "[\"a b\",\"c\"]")).isEqualTo(Value.of(List.of("a b", "c")));
        assertThat(parse("json_list_or_space_separated", "[a b")).isEqualTo(Value.of(List.of("[a", "b")));
        assertThat(parse("json_list_or_comma_separated", "a b,c")).isEqualTo(Value.of(List.of("a b", "c")));
    }

    @Test
    void ratesOfSpans() {
        assertThat(parse("traces_span", "web|get=0.5,db|query=1"))
                .isEqualTo(new Value.Mapping(Map.of("web|get", Value.of(0.5), "db|query", Value.of(1.0))));
        assertThat(EnvironmentParser.TRACES_SPAN.parse("web|get", TestSchema.JSON))
                .isEmpty();
        assertThat(EnvironmentParser.TRACES_SPAN.parse("web|get=fast", TestSchema.JSON))
                .isEmpty();
    }

    private static Value parse(String schemaName, String text) {
        return EnvironmentParser.named(schemaName)
                .orElseThrow()
                .parse(text, TestSchema.JSON)
                .orElseThrow();
    }
}
