package io.headwater.client.internal.values;

import static io.headwater.client.internal.values.TestSettings.file;
import static io.headwater.client.internal.values.TestSettings.ofSource;
import static io.headwater.client.internal.values.TestSettings.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.client.ConfigReader;
import io.headwater.client.ConfigView;
import io.headwater.client.SettingException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadTest {
    @Test
    void aTextIsReadFromAnyScalar() {
        assertThat(one("info").getString("k")).isEqualTo("info");
        assertThat(one(8126L).getString("k")).isEqualTo("8126");
        assertThat(one(8126.0).getString("k")).isEqualTo("8126");
        assertThat(one(1e15).getString("k")).isEqualTo("1000000000000000");
        assertThat(one(0.5).getString("k")).isEqualTo("0.5");
        assertThat(one(true).getString("k")).isEqualTo("true");
        assertThat(one("").getString("k")).isEmpty();
        refuses(List.of("a"), ConfigReader::getString, "a text");
        refuses(Map.of(), ConfigReader::getString, "a text");
    }

    @Test
    void aWholeNumberIsReadWithinItsBounds() {
        assertThat(one(8126L).getInt("k")).isEqualTo(8126);
        assertThat(one(-3.0).getInt("k")).isEqualTo(-3);
        assertThat(one("+42").getInt("k")).isEqualTo(42);
        assertThat(one((long) Integer.MIN_VALUE).getInt("k")).isEqualTo(Integer.MIN_VALUE);
        assertThat(one("9223372036854775807").getLong("k")).isEqualTo(Long.MAX_VALUE);
        assertThat(one("-9223372036854775808").getLong("k")).isEqualTo(Long.MIN_VALUE);
        assertThat(one(0x1p62).getLong("k")).isEqualTo(1L << 62);

        refuses(2147483648L, ConfigReader::getInt, "a whole number, -2147483648 to 2147483647");
        refuses("9223372036854775808", ConfigReader::getLong, "a whole number");
        refuses(0x1p63, ConfigReader::getLong, "a whole number");
        refuses(Double.NaN, ConfigReader::getLong, "a whole number");
        refuses(1.5, ConfigReader::getInt, "a whole number");
        refuses(true, ConfigReader::getInt, "a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1.0", "0x10", "010", "1e3", "١", "1_000", "--1"})
    void textThatIsNoPlainWholeNumberIsNoNumber(String text) {
        refuses(text, ConfigReader::getInt, "a whole number");
    }

    @Test
    void aNumberIsReadFromItsText() {
        assertThat(one("-1.5e3").getDouble("k")).isEqualTo(-1500);
        assertThat(one(".5").getDouble("k")).isEqualTo(0.5);
        assertThat(one(3L).getDouble("k")).isEqualTo(3);
        refuses("1e999", ConfigReader::getDouble, "a number");
        refuses("NaN", ConfigReader::getDouble, "a number");
        refuses("1f", ConfigReader::getDouble, "a number");
        refuses("9".repeat(401), ConfigReader::getDouble, "a number");
    }

    @Test
    void aFlagIsReadFromTheTextsThatTheAgentTakes() {
        for (var text : List.of("1", "t", "T", "true", "TRUE", "True")) {
            assertThat(one(text).getBoolean("k")).as(text).isTrue();
        }
        for (var text : List.of("0", "f", "F", "false", "FALSE", "False")) {
            assertThat(one(text).getBoolean("k")).as(text).isFalse();
        }
        assertThat(one(true).getBoolean("k")).isTrue();
        for (var other : List.of("yes", "", "tRUE", 1L)) {
            refuses(other, ConfigReader::getBoolean, "true or false");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1h2m3.5s, PT1H2M3.5S",
        "300ms, PT0.3S",
        "-1.5h, PT-1H-30M",
        "+2us, PT0.000002S",
        "2µs, PT0.000002S",
        "2μs, PT0.000002S",
        "7ns, PT0.000000007S",
        ".5s, PT0.5S",
        "0, PT0S",
        "90, PT0.00000009S",
        "PT90S, PT1M30S",
        "-pt1m, PT-1M",
        "P2D, PT48H",
        "2562047h47m16.854775807s, PT2562047H47M16.854775807S"
    })
    void aDurationIsReadInTheAgentsFormAndInThatOfIso8601(String text, Duration expected) {
        assertThat(one(text).getDuration("k")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "s", "1d", "1h ", "1 h", "h1", "1h-2m", "--1s", "PT", "PT1", "2562048h", "1.2.3s", "-", "1h2"
            })
    void otherTextIsNoDuration(String text) {
        refuses(text, ConfigReader::getDuration, "a duration such as 90s, 1h30m or PT90S");
    }

    @Test
    void aNumberIsADurationInNanoseconds() {
        assertThat(one(90_000_000_000L).getDuration("k")).isEqualTo(Duration.ofSeconds(90));
        assertThat(one(1e18).getDuration("k")).isEqualTo(Duration.ofSeconds(1_000_000_000));
        refuses(0.5, ConfigReader::getDuration, "a duration");
        refuses(1e19, ConfigReader::getDuration, "a duration");
        refuses("9h".repeat(1_000_000), ConfigReader::getDuration, "a duration");
    }

    @Test
    void aListOfTextsIsReadFromAListOfScalarsOrFromWords() {
        assertThat(one(List.of("a", 1L, true, 2.0)).getStrings("k")).containsExactly("a", "1", "true", "2");
        assertThat(one(" a\tb\n c ").getStrings("k")).containsExactly("a", "b", "c");
        assertThat(one("").getStrings("k")).isEmpty();
        assertThat(one(List.of()).getStrings("k")).isEmpty();
        refuses(List.of(List.of("a")), ConfigReader::getStrings, "a list of texts");
        refuses(Arrays.asList("a", null), ConfigReader::getStrings, "a list of texts");
        refuses(3L, ConfigReader::getStrings, "a list of texts");
    }

    @Test
    void aListIsGivenAsItCame() {
        List<?> rules = List.of(Map.of("type", "mask"), 3L);

        assertThat(view(file("rules", rules)).getList("rules")).isEqualTo(rules);
        refuses("a b", ConfigReader::getList, "a list");
    }

    @Test
    void aMapIsPutTogetherFromTheSettingsUnderItsKey() {
        var view = view(
                file("logs", null),
                file("logs.batch.size", 10L),
                file("logs.batch.wait", "5s"),
                file("logs.enabled", true),
                file("logs.nothing", null),
                file("logs_other", 1L));

        assertThat(view.getMap("logs")).isEqualTo(Map.of("enabled", true, "batch", Map.of("size", 10L, "wait", "5s")));
        assertThat(view.getMap("Logs.Batch.")).isEqualTo(Map.of("size", 10L, "wait", "5s"));
        assertThat(view.getMap("").keySet()).hasToString("[logs, logs_other]");
    }

    @Test
    void whatStandsUnderAKeyIsLaidOverTheMapThatItHolds() {
        var own = Map.of("batch", Map.of("size", 1L, "wait", "1s"), "kept", "x");
        var view = view(file("logs", own), file("logs.batch.size", 10L));

        assertThat(view.getMap("logs")).isEqualTo(Map.of("kept", "x", "batch", Map.of("size", 10L, "wait", "1s")));
        assertThat(own).isEqualTo(Map.of("batch", Map.of("size", 1L, "wait", "1s"), "kept", "x"));
    }

    @Test
    void aSettingGivesWayToLongerKeysThatNeedASectionThere() {
        var view = view(file("a.b", 1L), file("a.b.c", 2L), file("a.d", Map.of("e", 1L)), file("a.d.e", 2L));

        assertThat(view.getMap("a")).isEqualTo(Map.of("b", Map.of("c", 2L), "d", Map.of("e", 2L)));
    }

    @Test
    void aMapThatIsPutTogetherCannotBeChanged() {
        var map = view(file("a.b.c", 1L)).getMap("a");

        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((Map<?, ?>) map.values().iterator().next())::clear)
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatIsNoMapIsNone() {
        refuses("text", ConfigReader::getMap, "a map");
        assertThatThrownBy(() -> view(file("a", 1L), file("a.b", 2L)).getMap("a"))
                .hasMessage("a: 1 (file) (expected: a map)");
        assertThat(view(file("a.b", null)).findMap("a")).isEmpty();
        assertThat(view(file("a", Map.of())).findMap("a")).contains(Map.of());
    }

    @Test
    void nullCountsAsMissing() {
        var view = view(file("port", null));

        assertThat(view.isSet("port")).isFalse();
        assertThat(view.findInt("port")).isEmpty();
        assertThat(view.getInt("port", 8126)).isEqualTo(8126);
        assertThat(view.source("port")).contains("file");
        assertThatThrownBy(() -> view.getInt("port"))
                .isInstanceOf(SettingException.Missing.class)
                .hasMessage("port: nothing (expected: a value)");
    }

    @Test
    void aDefaultStandsInForNothingButNeverForAWrongValue() {
        var view = view(file("port", "http"));

        assertThat(view.getInt("other", 1)).isEqualTo(1);
        assertThatThrownBy(() -> view.getInt("port", 1)).isInstanceOf(SettingException.WrongType.class);
        assertThatThrownBy(() -> view.findInt("port")).isInstanceOf(SettingException.WrongType.class);
    }

    @Test
    void keysAreReadInLowerCase() {
        var view = view(file("Logs_Config.Port", 1L));

        assertThat(view.getInt("LOGS_CONFIG.port")).isEqualTo(1);
        assertThat(view.under("LOGS_CONFIG")).hasSize(1);
    }

    @Test
    void anErrorNamesKeyValueSourceAndRule() {
        var view = view(file("port", "http"), ofSource("secret", "pin", "1x"), file("api_key", "abcdef"));

        assertThatThrownBy(() -> view.getInt("port"))
                .isInstanceOf(SettingException.WrongType.class)
                .hasMessage("port: http (file) (expected: a whole number, -2147483648 to 2147483647)");
        assertThatThrownBy(() -> view.getBoolean("pin")).hasMessage("pin: ******** (secret) (expected: true or false)");
        assertThatThrownBy(() -> view.getBoolean("api_key"))
                .hasMessage("api_key: ******** (file) (expected: true or false)");
    }

    @Test
    void aMissingKeyIsHelpedByTheNearestOnes() {
        var view = view(
                file("log_level", "info"),
                file("log_levels", "x"),
                file("log_file", "x"),
                file("logs_config.enabled", true),
                file("site", "x"));

        assertThatThrownBy(() -> view.getString("log_levl"))
                .isInstanceOf(SettingException.Missing.class)
                .hasMessage("log_levl: nothing (expected: a value); did you mean log_level, log_levels?");
        assertThatThrownBy(() -> view.getString("logs_config"))
                .hasMessage("logs_config: nothing (expected: a value);"
                        + " it is a section with keys such as logs_config.enabled");
        assertThatThrownBy(() -> view.getString("something_else"))
                .hasMessage("something_else: nothing (expected: a value)");
        assertThatThrownBy(() -> view.getString("x".repeat(100_000))).hasMessageEndingWith("(expected: a value)");
    }

    @Test
    void aLongValueIsCutInAnError() {
        assertThatThrownBy(() -> one("x".repeat(100_000)).getInt("k"))
                .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void everyTypeComesInThreeForms() {
        var view = view(
                file("s", "x"),
                file("i", 1L),
                file("d", 1.5),
                file("b", true),
                file("t", "1s"),
                file("l", List.of("x")));

        assertThat(view.findString("s")).contains("x");
        assertThat(view.findInt("i")).contains(1);
        assertThat(view.findLong("i")).contains(1L);
        assertThat(view.findDouble("d")).contains(1.5);
        assertThat(view.findBoolean("b")).contains(true);
        assertThat(view.findDuration("t")).contains(Duration.ofSeconds(1));
        assertThat(view.findStrings("l")).contains(List.of("x"));
        assertThat(view.findList("l")).isEqualTo(Optional.of(List.of("x")));
        assertThat(view.getString("-", "y")).isEqualTo("y");
        assertThat(view.getLong("-", 2L)).isEqualTo(2);
        assertThat(view.getDouble("-", 2)).isEqualTo(2);
        assertThat(view.getBoolean("-", true)).isTrue();
        assertThat(view.getDuration("-", Duration.ZERO)).isZero();
        assertThat(view.getStrings("-", List.of("y"))).containsExactly("y");
    }

    private static ConfigView one(@Nullable Object value) {
        return view(file("k", value));
    }

    private static void refuses(Object value, BiFunction<ConfigReader, String, ?> as, String rule) {
        assertThatThrownBy(() -> as.apply(one(value), "k"))
                .isInstanceOf(SettingException.WrongType.class)
                .hasMessageStartingWith("k: ")
                .hasMessageContaining("(file) (expected: " + rule);
    }
}
