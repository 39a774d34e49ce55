package io.headwater.client.internal.session;

import static io.headwater.testkit.Events.setting;
import static io.headwater.testkit.Events.snapshot;
import static io.headwater.testkit.Events.unknown;
import static io.headwater.testkit.Events.unset;
import static io.headwater.testkit.Events.update;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Value;
import io.headwater.client.ClientMetrics;
import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import io.headwater.client.internal.session.WireSettings.MalformedException;
import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigUpdate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the messages of one stream do. */
final class StreamRulesTest {
    private final Recorded told = new Recorded();
    private final Counters counters = new Counters();
    private final StreamRules rules = new StreamRules(7, told, counters);

    private @Nullable String take(ConfigEvent event) {
        return rules.take(event);
    }

    private double count(String metric) {
        var values = new HashMap<String, Double>();
        counters.into(values);
        return new ClientMetrics(values).get(metric);
    }

    @Test
    void aSnapshotAndWhatFollowsItIsAppliedInOrder() {
        assertThat(take(snapshot(5, setting("log_level", "info", "file")))).isNull();
        assertThat(take(update(6, setting("log_level", "debug", "cli")))).isNull();
        assertThat(take(update(7, setting("log_level", "trace", "cli")))).isNull();

        assertThat(told.events)
                .containsExactly(
                        "7/5 snapshot [log_level: info (file)]",
                        "7/6 put log_level: debug (cli)",
                        "7/7 put log_level: trace (cli)");
    }

    @Test
    void aSnapshotOfNumberZeroIsOne() {
        assertThat(take(snapshot(0))).isNull();

        assertThat(rules.isReady()).isTrue();
    }

    @Test
    void aSnapshotOfANumberBelowZeroIsNone() {
        assertThat(take(snapshot(-1))).isNull();

        assertThat(rules.isReady()).isFalse();
        assertThat(count(ClientMetrics.DROPPED_STALE_UPDATES)).isEqualTo(1);
    }

    @Test
    void anUpdateBeforeTheFirstSnapshotMakesNothingReadyAndEndsTheStream() {
        assertThat(take(update(1, setting("log_level", "debug", "cli"))))
                .isEqualTo("update 1 came first (expected: a snapshot)");

        assertThat(rules.isReady()).isFalse();
        assertThat(told.events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aSnapshotThatIsNotAboveTheLastNumberIsDroppedAndCounted(int sequence) {
        take(snapshot(5));

        assertThat(take(snapshot(sequence, setting("log_level", "debug", "cli"))))
                .isNull();

        assertThat(told.events).containsExactly("7/5 snapshot []");
        assertThat(count(ClientMetrics.DROPPED_STALE_UPDATES)).isEqualTo(1);
    }

    @Test
    void aSnapshotMaySkipNumbers() {
        take(snapshot(5));

        assertThat(take(snapshot(50))).isNull();
        assertThat(take(update(51, setting("a", 1, "file")))).isNull();

        assertThat(told.events).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {-8, 4, 5})
    void anUpdateThatIsNotAboveTheLastNumberIsDroppedAndCounted(int sequence) {
        take(snapshot(5));

        assertThat(take(update(sequence, setting("log_level", "debug", "cli")))).isNull();
        assertThat(take(update(6, setting("log_level", "trace", "cli")))).isNull();

        assertThat(told.events).containsExactly("7/5 snapshot []", "7/6 put log_level: trace (cli)");
        assertThat(count(ClientMetrics.DROPPED_STALE_UPDATES)).isEqualTo(1);
    }

    @Test
    void anUpdateThatSkipsANumberEndsTheStream() {
        take(snapshot(5));

        assertThat(take(update(7, setting("log_level", "debug", "cli")))).contains("expected: 6");

        assertThat(told.events).containsExactly("7/5 snapshot []");
    }

    @Test
    void numbersEndAtTheGreatestAndDoNotGoRound() {
        take(snapshot(Integer.MAX_VALUE - 1));

        assertThat(take(update(Integer.MAX_VALUE, setting("a", 1, "file")))).isNull();
        assertThat(take(update(Integer.MIN_VALUE, setting("a", 2, "file")))).isNull();
        assertThat(take(update(0, setting("a", 3, "file")))).isNull();

        assertThat(told.events).containsExactly("7/2147483646 snapshot []", "7/2147483647 put a: 1 (file)");
        assertThat(count(ClientMetrics.DROPPED_STALE_UPDATES)).isEqualTo(2);
    }

    @Test
    void anEventOfAnUnknownKindEndsTheStream() {
        take(snapshot(5));

        assertThat(take(unknown())).contains("unknown");
    }

    @Test
    void aLayerThatIsClearedLeavesWhatWasBelowItWithItsOwnSource() {
        take(snapshot(5, setting("log_level", "debug", "cli")));

        take(update(6, unset("log_level", "cli", "warn", "environment-variable")));

        assertThat(told.events).endsWith("7/6 put log_level: warn (environment-variable)");
    }

    @Test
    void aLayerThatIsClearedWithNothingBelowItTakesTheKeyAway() {
        take(snapshot(5, setting("my_own", "x", "cli")));

        take(update(6, unset("my_own", "cli", null, "")));

        assertThat(told.events).endsWith("7/6 remove my_own");
    }

    @Test
    void aNullWithASourceIsASettingThatIsNull() {
        take(snapshot(5));

        take(update(6, setting("proxy.http", null, "file")));

        assertThat(told.events).endsWith("7/6 put proxy.http: null (file)");
    }

    @Test
    void aSourceThatNobodyHereKnowsIsKept() {
        take(snapshot(5, setting("log_level", "info", "from-the-future")));

        assertThat(told.events).containsExactly("7/5 snapshot [log_level: info (from-the-future)]");
    }

    @Test
    void ofTwoSettingsWithOneKeyBothAreHandedOnInTheirOrder() {
        take(snapshot(5, setting("a", 1, "file"), setting("A", 2, "cli")));

        assertThat(told.events).containsExactly("7/5 snapshot [a: 1 (file), a: 2 (cli)]");
    }

    @Test
    void aSettingThatMakesNoSenseIsLeftOutAndTheRestOfTheSnapshotHolds() {
        var noKey = setting("", 1, "file");
        var noValue = ConfigSetting.newBuilder().setKey("b").setSource("file").build();

        assertThat(take(snapshot(5, noKey, setting("a", 1, "file"), noValue))).isNull();

        assertThat(told.events).containsExactly("7/5 snapshot [a: 1 (file)]");
        assertThat(count(ClientMetrics.SKIPPED_SETTINGS_TOTAL)).isEqualTo(2);
    }

    @Test
    void anUpdateThatMakesNoSenseIsLeftOutAndTheNumberingGoesOn() {
        take(snapshot(5));
        var noSetting = ConfigEvent.newBuilder()
                .setUpdate(ConfigUpdate.newBuilder().setSequenceId(6))
                .build();

        assertThat(take(noSetting)).isNull();
        assertThat(take(update(7, setting("a", 1, "file")))).isNull();

        assertThat(told.events).containsExactly("7/5 snapshot []", "7/6 advance", "7/7 put a: 1 (file)");
        assertThat(count(ClientMetrics.SKIPPED_SETTINGS_TOTAL)).isEqualTo(1);
    }

    @Test
    void keysAreHeldInLowerCase() throws MalformedException {
        assertThat(held("Logs_Config.Enabled", true).key()).isEqualTo("logs_config.enabled");
    }

    @Test
    void valuesKeepTheirTypes() throws MalformedException {
        assertThat(held("a", "text").value()).isEqualTo("text");
        assertThat(held("a", "").value()).isEqualTo("");
        assertThat(held("a", true).value()).isEqualTo(true);
        assertThat(held("a", 5001).value()).isEqualTo(5001L);
        assertThat(held("a", 0.5).value()).isEqualTo(0.5);
        assertThat(held("a", null).value()).isNull();
        assertThat(held("a", Arrays.asList(1, "b", null)).value()).isEqualTo(Arrays.asList(1L, "b", null));
        assertThat(held("a", Map.of("b", List.of(true))).value()).isEqualTo(Map.of("b", List.of(true)));
        assertThat(held("a", 1).provenance()).isEqualTo(Provenance.STREAM);
    }

    @Test
    void aNumberIsWholeUpToTwoToThe53() throws MalformedException {
        var edge = 1L << 53;

        assertThat(held("a", edge).value()).isEqualTo(edge);
        assertThat(held("a", -edge).value()).isEqualTo(-edge);
        assertThat(held("a", edge * 2.0).value()).isEqualTo(edge * 2.0);
        assertThat(held("a", Double.POSITIVE_INFINITY).value()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(held("a", Double.NaN).value()).isEqualTo(Double.NaN);
    }

    @Test
    void aListWithAnElementOfNoKindMakesNoSense() {
        var wire = setting("a", List.of(1), "file").toBuilder();
        wire.getValueBuilder().getListValueBuilder().addValues(Value.getDefaultInstance());

        take(snapshot(5, wire.build()));

        assertThat(told.events).containsExactly("7/5 snapshot []");
    }

    private static Setting held(String key, @Nullable Object value) throws MalformedException {
        return WireSettings.setting(setting(key, value, "file"));
    }
}
