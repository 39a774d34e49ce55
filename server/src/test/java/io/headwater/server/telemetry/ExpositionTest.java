package io.headwater.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {
    private final List<String> warnings = new ArrayList<>();
    private final Exposition agents = new Exposition(warnings::add);

    @Test
    void showsCountersGaugesAndHistogramsUnderTheirEmitter() {
        agents.add("trace-agent", """
                # a comment
                # HELP foobar_total A counter,\\nin \\\\ two lines.
                # TYPE foobar_total counter
                foobar_total 1
                # TYPE queue gauge
                queue{tag_two="2\\"",tag_one="1\\n"} 3.5 1700000000000

                # TYPE took histogram
                took_bucket{le="0.5"} 1
                took_bucket{le="+Inf"} 3
                took_sum 4.25
                took_count 3
                """);

        assertThat(agents.beside("")).isEqualTo("""
                        # HELP foobar_total A counter,\\nin \\\\ two lines.
                        # TYPE foobar_total counter
                        foobar_total{emitter="trace-agent"} 1.0
                        # TYPE queue gauge
                        queue{emitter="trace-agent",tag_one="1\\n",tag_two="2\\""} 3.5
                        # TYPE took histogram
                        took_bucket{emitter="trace-agent",le="0.5"} 1.0
                        took_bucket{emitter="trace-agent",le="+Inf"} 3.0
                        took_sum{emitter="trace-agent"} 4.25
                        took_count{emitter="trace-agent"} 3.0
                        """);
        assertThat(warnings).isEmpty();
    }

    @Test
    void replacesAnEmitterThatIsThereAndSumsWhatBecomesTheSame() {
        agents.add("adp", """
                # TYPE a counter
                a{emitter="one",x="1"} 1
                a{x="1",emitter="two"} 2
                a{x="2"} 4
                # TYPE h histogram
                h_bucket{emitter="one",le="1"} 1
                h_bucket{emitter="one",le="+Inf"} 2
                h_sum{emitter="one"} 3
                h_count{emitter="one"} 2
                h_bucket{le="1"} 10
                h_bucket{le="+Inf"} 20
                h_sum 30
                h_count 20
                """);

        assertThat(agents.beside("").lines())
                .contains(
                        "a{emitter=\"adp\",x=\"1\"} 3.0",
                        "a{emitter=\"adp\",x=\"2\"} 4.0",
                        "h_bucket{emitter=\"adp\",le=\"1\"} 11.0",
                        "h_bucket{emitter=\"adp\",le=\"+Inf\"} 22.0",
                        "h_sum{emitter=\"adp\"} 33.0",
                        "h_count{emitter=\"adp\"} 22.0");
        assertThat(warnings).isEmpty();
    }

    @Test
    void keepsTheFirstOfTwoHistogramsOfOneEmitterWithOtherBuckets() {
        agents.add("twin", histogram("h", "0.5"));
        agents.add("twin", histogram("h", "0.7"));

        assertThat(agents.beside("")).contains("le=\"0.5\"").doesNotContain("le=\"0.7\"");
        assertThat(warnings).containsExactly("twin: h left out in part: the same histogram with other buckets");
    }

    @Test
    void showsTheSameHistogramOfTwoEmittersWithOtherBuckets() {
        agents.add("one", histogram("h", "0.5"));
        agents.add("two", histogram("h", "0.7"));

        assertThat(agents.beside("").lines())
                .containsOnlyOnce("# TYPE h histogram")
                .contains("h_bucket{emitter=\"one\",le=\"0.5\"} 1.0", "h_bucket{emitter=\"two\",le=\"0.7\"} 1.0");
        assertThat(warnings).isEmpty();
    }

    @Test
    void tellsAMetricThatTheServerHasTooInOnePlace() {
        var own = """
                # HELP h Ours.
                # TYPE h histogram
                h_bucket{le="5"} 1
                h_bucket{le="+Inf"} 1
                h_sum 1
                h_count 1
                # HELP configstream_updates_sent Ours.
                # TYPE configstream_updates_sent untyped
                configstream_updates_sent 7.0
                # TYPE g gauge
                g{emitter_name="x"} 1.0
                """;
        agents.add("a", histogram("h", "0.5"));
        agents.add("a", "# TYPE configstream_updates_sent counter\nconfigstream_updates_sent 9\n");
        agents.add("a", "# TYPE g counter\ng 1\n");
        agents.add("a", "# TYPE z gauge\nz 1\n");

        assertThat(agents.beside(own)).isEqualTo("""
                        # HELP h Ours.
                        # TYPE h histogram
                        h_bucket{le="5"} 1
                        h_bucket{le="+Inf"} 1
                        h_sum 1
                        h_count 1
                        h_bucket{emitter="a",le="0.5"} 1.0
                        h_bucket{emitter="a",le="+Inf"} 2.0
                        h_sum{emitter="a"} 3.0
                        h_count{emitter="a"} 2.0
                        # HELP configstream_updates_sent Ours.
                        # TYPE configstream_updates_sent untyped
                        configstream_updates_sent 7.0
                        configstream_updates_sent{emitter="a"} 9.0
                        # TYPE g gauge
                        g{emitter_name="x"} 1.0
                        # TYPE z gauge
                        z{emitter="a"} 1.0
                        """);
        assertThat(warnings).containsExactly("g left out: a counter where the server itself has a gauge");
    }

    @Test
    void passesOverWhatItDoesNotKnowByName() {
        agents.add("a", """
                # TYPE s summary
                s{quantile="0.5"} 1
                s_sum 1
                s_count 1
                # TYPE u untyped
                u 1
                bare 1
                # TYPE c counter
                c 1
                """);

        assertThat(agents.beside("")).isEqualTo("# TYPE c counter\nc{emitter=\"a\"} 1.0\n");
        assertThat(warnings)
                .containsExactly(
                        "a: s left out: its type is not counter, gauge or histogram",
                        "a: u left out: its type is not counter, gauge or histogram",
                        "a: bare left out: its type is not counter, gauge or histogram");
    }

    @Test
    void keepsTheFirstTypeOfAMetricThatEmittersDisagreeOn() {
        agents.add("one", "# TYPE a gauge\na 1\n");
        agents.add("two", "# TYPE a counter\na 1\n");

        assertThat(agents.beside("")).isEqualTo("# TYPE a gauge\na{emitter=\"one\"} 1.0\n");
        assertThat(warnings).containsExactly("two: a left out: a counter where another emitter has a gauge");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | line 2: \"\" (expected: a number)",
                "a 1 2 3 | line 2: \"1 2 3\" (expected: a value, and perhaps a timestamp)",
                "a 0x1 | line 2: \"0x1\" (expected: a number)",
                "a 1d | line 2: \"1d\" (expected: a number)",
                "a{ 1 | line 2: \"1\" (expected: a label's name of letters, digits and _, given once)",
                "a{x=\"1 1 | line 2: the line ends inside its labels (expected: \" and })",
                "a{x=\"1\" y=\"2\"} 1 | line 2: \"y=\"2\"} 1\" (expected: ,)",
                "a{x=\"1\",x=\"2\"} 1 | line 2: \"x\" (expected: a label's name of letters, digits and _, given once)",
                "0a 1 | line 2: \"0a\" (expected: a name of letters, digits, _ and :, at most 256 of them)",
                "# TYPE a gauge | line 2: a: a second TYPE (expected: one)",
                "# TYPE b graph | line 2: \"graph\" (expected: counter, gauge, histogram, summary or untyped)",
            })
    void leavesATextOutThatIsNotWellFormedAndSaysWhere(String line, String problem) {
        agents.add("a", "# TYPE a counter\n" + line + "\na 1\n");

        assertThat(agents.beside("own 1\n")).isEqualTo("own 1\n");
        assertThat(warnings).containsExactly("a: metrics left out: " + problem);
    }

    @Test
    void leavesOutAHistogramThatLacksALine() {
        agents.add("a", "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\n");
        agents.add("a", "# TYPE h histogram\nh_bucket 1\n");

        assertThat(agents.beside("")).isEmpty();
        assertThat(warnings)
                .containsExactly(
                        "a: metrics left out: h: no _sum or no _count (expected: both beside _bucket)",
                        "a: metrics left out: line 2: h_bucket: label le (expected: on each bucket, and nowhere else)");
    }

    @Test
    void readsTheNumbersThatPrometheusKnows() {
        agents.add("a", "# TYPE g gauge\ng{n=\"1\"} NaN\ng{n=\"2\"} +Inf\ng{n=\"3\"} -inf\ng{n=\"4\"} 1e+06\n");

        assertThat(agents.beside("").lines().skip(1).map(line -> line.replaceFirst(".* ", "")))
                .containsExactly("NaN", "+Inf", "-Inf", "1000000.0");
    }

    @Test
    void staysWithinItsBoundsHoweverMuchItIsTold() {
        for (int emitter = 0; emitter < 3; emitter++) {
            var text = new StringBuilder("# TYPE g gauge\n");
            for (int i = 0; i < 49_000; i++) {
                text.append("g{i=\"").append(i).append("\"} 1\n");
            }
            agents.add("agent-" + emitter, text.toString());
        }
        agents.add("talker", "# TYPE g gauge\n" + "g 1\n".repeat(50_001));

        assertThat(agents.beside("").lines().count()).isEqualTo(100_001);
        assertThat(warnings)
                .contains(
                        "agent-2: g left out in part: more than 100000 samples in all",
                        "talker: metrics left out: line 50002: samples: more than 50000 (expected: at most that many)");
    }

    @Test
    void neitherFailsNorWritesWhatItCannotReadWhateverItIsGiven() throws Malformed {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var pieces = List.of(
                "# TYPE a counter\n",
                "# TYPE h histogram\n",
                "# HELP a ",
                "a",
                "h_bucket",
                "h_sum",
                "h_count",
                "{",
                "}",
                "le=",
                "\"1\"",
                "\"\\",
                "emitter=\"x\"",
                ",",
                " ",
                "1",
                "+Inf",
                "NaN",
                "\n",
                "#",
                "\u2028",
                "\0",
                "=");
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            var shown = new Exposition(_ -> {});
            shown.add("a", text.toString());
            assertThat(PrometheusText.read(shown.beside("")).passedOver())
                    .as("seed %d, text %s", seed, text)
                    .isEmpty();
        }
    }

    private static String histogram(String name, String bound) {
        return """
                # TYPE %1$s histogram
                %1$s_bucket{le="%2$s"} 1
                %1$s_bucket{le="+Inf"} 2
                %1$s_sum 3
                %1$s_count 2
                """.formatted(name, bound);
    }
}
