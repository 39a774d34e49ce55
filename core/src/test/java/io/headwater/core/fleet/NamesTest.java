package io.headwater.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "'Trace Agent',    trace-agent",
        "'trace-agent',    trace-agent",
        "'A  B',           a--b",
        "' Edge ',         -edge-",
        "'',               _",
        "'..',             __",
        "'../../etc',      .._.._etc",
        "'a/b\\c',         a_b_c",
        "'Zähler 7',       zähler-7",
        "'tab\there',      tab_here",
    })
    void turnsADisplayNameIntoALabelThatIsOnePathElement(String displayName, String label) {
        assertThat(Names.label(displayName)).isEqualTo(label);
    }

    @ParameterizedTest
    @CsvSource({
        "agent.log,                  agent.log",
        "'  agent.log ',             agent.log",
        "'logs/agent 1.log',         logs_agent_1.log",
        "'../../../etc/passwd',      .._.._.._etc_passwd",
        "'..',                       __",
        "'',                         _",
        "'Größe.txt',                Gr__e.txt",
        "'C:\\x.txt',                C__x.txt",
    })
    void turnsAFileNameIntoOnePathElement(String name, String file) {
        assertThat(Names.file(name)).isEqualTo(file);
    }

    @Test
    void cutsNamesAtWhatAFileSystemTakes() {
        assertThat(Names.file("x".repeat(300))).hasSize(255);
        assertThat(Names.label("ä".repeat(300)).getBytes(StandardCharsets.UTF_8))
                .hasSize(254);
        assertThat(Names.label("𝒜".repeat(300)).codePoints()).allMatch(Character::isLetter);
    }

    @Test
    void keepsNamesApartThatBecameTheSame() {
        var taken = new HashSet<String>();
        assertThat(Names.distinct("agent.log", taken)).isEqualTo("agent.log");
        assertThat(Names.distinct("agent.log", taken)).isEqualTo("agent-2.log");
        assertThat(Names.distinct("AGENT.log", taken)).isEqualTo("AGENT-3.log");
        assertThat(Names.distinct("agent", taken)).isEqualTo("agent");
        assertThat(Names.distinct("agent", taken)).isEqualTo("agent-2");
    }

    @Test
    void staysInsideItsDirectoryWhateverTheName() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var directory = Path.of("/flare");
        var taken = new HashSet<String>();
        for (int i = 0; i < 5_000; i++) {
            var name = new StringBuilder();
            random.ints(random.nextInt(300), 0, 12).forEach(c -> name.append("./\\. aA\0:ä\uD835\n".charAt(c)));
            for (var safe :
                    new String[] {Names.label(name.toString()), Names.distinct(Names.file(name.toString()), taken)}) {
                var file = directory.resolve(safe).normalize();
                assertThat(file.getParent()).as("seed %d, name %s", seed, name).isEqualTo(directory);
                assertThat(safe.getBytes(StandardCharsets.UTF_8))
                        .as("seed %d", seed)
                        .hasSizeBetween(1, 255);
            }
        }
    }
}
