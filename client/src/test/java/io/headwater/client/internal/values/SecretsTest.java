package io.headwater.client.internal.values;

import static io.headwater.client.internal.values.TestSettings.file;
import static io.headwater.client.internal.values.TestSettings.ofSource;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.settings.Cast;
import io.headwater.core.settings.Declaration;
import io.headwater.server.sources.JsonText;
import io.headwater.server.sources.SchemaFiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "api_key",
                "logs_config.api_key",
                "apm_config.debugger_diagnostics_api_key",
                "app_key",
                "ssh_key",
                "tls.private_key",
                "auth_key",
                "api_keys",
                "password",
                "db.passwd",
                "client_secret",
                "cluster_agent.auth_token",
                "bearer-token",
                "remote_configuration.key",
                "snmp.community_string",
                "network_devices.snmp_traps.community_strings",
                "vault.credentials",
                "additional_endpoints",
                "apm_config.profiling_additional_endpoints",
                "additional_endpoints.https://example.com",
                "credentials.user"
            })
    void aNameThatSaysSoIsSecret(String key) {
        assertThat(Secrets.isSecret(key, "file")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log_level",
                "auth_token_file_path",
                "ec2_metadata_token_lifetime",
                "primary_key",
                "primary_key_columns",
                "disable_cluster_name_tag_key",
                "flare_stripped_keys",
                "keys",
                "monkey",
                "secret_backend_command",
                "compass",
                "tokenizer_max_input_bytes",
                "api_key_validation_interval",
                "apm_config.obfuscation.valkey.enabled",
                ""
            })
    void aNameThatOnlySoundsLikeOneIsNot(String key) {
        assertThat(Secrets.isSecret(key, "file")).isFalse();
    }

    @Test
    void whateverASecretBackendGaveIsSecret() {
        assertThat(ofSource("secret", "log_level", "x").isSecret()).isTrue();
    }

    @Test
    void aSecretInsideAValueMakesItOne() {
        assertThat(file("proxy.https", "http://me:pw@proxy:3128").isSecret()).isTrue();
        assertThat(file("proxy.https", "http://proxy:3128").isSecret()).isFalse();
        assertThat(file("endpoints", List.of(Map.of("host", "a", "api_key", "k")))
                        .isSecret())
                .isTrue();
        assertThat(file("endpoints", List.of(Map.of("host", "a", "port", 1L))).isSecret())
                .isFalse();
    }

    @Test
    void aSecretIsNotShown() {
        assertThat(file("api_key", "abcdef")).hasToString("api_key: ******** (file)");
        assertThat(file("log_level", "info")).hasToString("log_level: info (file)");
    }

    @Test
    void everySensitiveSettingOfTheAgentIsSecretAndFewOthersAre() {
        var schema = new SchemaFiles(new Cast(new JsonText())).builtIn().schema();
        var secret = schema.declarations().stream()
                .filter(declaration -> Secrets.isSecret(declaration.key(), "file"))
                .toList();
        var overcautious = secret.stream()
                .filter(declaration -> !declaration.sensitive())
                .map(Declaration::key)
                .toList();

        System.out.printf(
                "%d settings, %d secret, %d of these beyond the schema: %s%n",
                schema.declarations().size(), secret.size(), overcautious.size(), overcautious);
        assertThat(schema.declarations())
                .filteredOn(Declaration::sensitive)
                .isNotEmpty()
                .allMatch(declaration -> Secrets.isSecret(declaration.key(), "file"));
        assertThat(overcautious)
                .filteredOn(key -> !key.contains("additional_endpoints"))
                .hasSizeLessThan(10);
    }
}
