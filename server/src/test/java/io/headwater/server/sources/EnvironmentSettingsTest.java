package io.headwater.server.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Declaration;
import io.headwater.core.settings.Given;
import io.headwater.core.settings.Place;
import io.headwater.core.settings.Problem;
import io.headwater.core.settings.Schema;
import io.headwater.core.settings.Source;
import io.headwater.core.settings.Type;
import io.headwater.core.settings.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentSettingsTest {
    private final EnvironmentSettings settings = new EnvironmentSettings(Settings.SCHEMA, new JsonText());

    @Test
    void theFirstNameWithAValueWins() {
        var read = settings.read(
                Map.of("DD_APM_IGNORE_RESOURCES", "", "DD_IGNORE_RESOURCE", "\"GET /a, b\",c", "PATH", "/bin"));

        assertThat(read.entries().get(Source.ENVIRONMENT_VARIABLE))
                .isEqualTo(Map.of(
                        "apm_config.ignore_resources",
                        new Given(Value.of(List.of("GET /a, b", "c")), new Place.InVariable("DD_IGNORE_RESOURCE"))));
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void anUnknownVariableOfTheAgentIsAWarningThatNamesTheNearest() {
        var read = settings.read(Map.of("DD_LOG_LEVLE", "debug"));

        assertThat(read.entries().get(Source.ENVIRONMENT_VARIABLE)).isEmpty();
        assertThat(read.problems())
                .singleElement()
                .hasToString("DD_LOG_LEVLE: (expected: a variable of the schema); did you mean DD_LOG_LEVEL?");
        assertThat(read.problems()).noneMatch(Problem::isError);
    }

    @Test
    void proxiesLandInTheirOwnLayer() {
        var read = settings.read(Map.of(
                "HTTP_PROXY",
                "http://a:1",
                "DD_PROXY_HTTPS",
                "http://b:2",
                "https_proxy",
                "http://c:3",
                "NO_PROXY",
                "x, y"));

        assertThat(read.problems()).isEmpty();
        assertThat(read.entries().get(Source.CONFIG_POST_INIT))
                .isEqualTo(Map.of(
                        "proxy.http", new Given(Value.of("http://a:1"), new Place.InVariable("HTTP_PROXY")),
                        "proxy.https", new Given(Value.of("http://b:2"), new Place.InVariable("DD_PROXY_HTTPS")),
                        "proxy.no_proxy", new Given(Value.of(List.of("x", "y")), new Place.InVariable("NO_PROXY"))));
    }

    @Test
    void whatItsParserCannotReadIsEmptyAndAnError() {
        var read = settings.read(Map.of("DD_APM_REPLACE_TAGS", "not json"));

        assertThat(read.entries().get(Source.ENVIRONMENT_VARIABLE))
                .containsEntry(
                        "apm_config.replace_tags",
                        new Given(new Value.Items(List.of()), new Place.InVariable("DD_APM_REPLACE_TAGS")));
        assertThat(read.problems())
                .singleElement()
                .hasToString(
                        "DD_APM_REPLACE_TAGS: apm_config.replace_tags: not json (expected: JSON); as for the agent, it counts as empty");
    }

    @Test
    void theVariableOfAFormerNameCountsWithAWarning() {
        var schema = new Schema(List.of(new Declaration(
                "cmd_host",
                Type.STRING,
                null,
                List.of("DD_CMD_HOST"),
                null,
                false,
                List.of("ipc_address"),
                List.of(),
                "")));

        var read = new EnvironmentSettings(schema, new JsonText()).read(Map.of("DD_IPC_ADDRESS", "::1"));

        assertThat(read.entries().get(Source.ENVIRONMENT_VARIABLE)).containsOnlyKeys("cmd_host");
        assertThat(read.problems())
                .singleElement()
                .hasToString("DD_IPC_ADDRESS: (expected: DD_CMD_HOST); write it under its new name");
    }

    @Test
    void aSettingWithoutVariablesIsNotGivenByOne() {
        assertThat(settings.read(Map.of("DD_AGENT_TELEMETRY_DEV_MODE_NO_SSL", "true"))
                        .entries()
                        .get(Source.ENVIRONMENT_VARIABLE))
                .isEmpty();
    }

    @Test
    void aVariableOfBothSpellingsGivesTheDeclaredOne() {
        assertThat(settings.read(Map.of("DD_REMOTE_AGENT_REGISTRY_IDLE_TIMEOUT", "90s"))
                        .entries()
                        .get(Source.ENVIRONMENT_VARIABLE))
                .containsOnlyKeys("remote_agent_registry.idle_timeout");
    }
}
