package io.headwater.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.wire.model.v1.ConfigEvent;
import io.headwater.wire.model.v1.ConfigSetting;
import io.headwater.wire.model.v1.ConfigSnapshot;
import io.headwater.wire.model.v1.ConfigUpdate;
import org.junit.jupiter.api.Test;

class StreamRulesTest {
    private final StreamRules rules = new StreamRules();

    @Test
    void aStreamInOrderKeepsThem() {
        assertThat(rules.check(snapshot(0))).isEmpty();
        assertThat(rules.check(update(1))).isEmpty();
        assertThat(rules.check(update(2))).isEmpty();
        assertThat(rules.check(snapshot(7))).isEmpty();
        assertThat(rules.check(update(8))).isEmpty();

        assertThat(rules.kept()).isTrue();
        assertThat(rules.updates()).isEqualTo(3);
        assertThat(rules.resyncs()).isEqualTo(1);
    }

    @Test
    void anUpdateFirst() {
        assertThat(rules.check(update(1))).contains("first message: update 1 (expected: a snapshot)");
        assertThat(rules.kept()).isFalse();
    }

    @Test
    void aGap() {
        assertThat(rules.check(snapshot(4))).isEmpty();
        assertThat(rules.check(update(6))).contains("update sequence: 6 (expected: 5)");
        assertThat(rules.check(update(7))).isEmpty();
        assertThat(rules.violations()).isEqualTo(1);
        assertThat(rules.kept()).isFalse();
    }

    @Test
    void anUpdateTwice() {
        assertThat(rules.check(snapshot(4))).isEmpty();
        assertThat(rules.check(update(5))).isEmpty();
        assertThat(rules.check(update(5))).contains("update sequence: 5 (expected: 6)");
    }

    @Test
    void aLaterSnapshotThatIsNotAbove() {
        assertThat(rules.check(snapshot(4))).isEmpty();
        assertThat(rules.check(snapshot(4))).contains("snapshot sequence: 4 (expected: above 4)");
    }

    @Test
    void anUpdateOfNothing() {
        assertThat(rules.check(snapshot(4))).isEmpty();
        assertThat(rules.check(ConfigEvent.newBuilder()
                        .setUpdate(ConfigUpdate.newBuilder().setSequenceId(5))
                        .build()))
                .contains("update 5: nothing (expected: one setting)");
    }

    @Test
    void aMessageOfNothing() {
        assertThat(rules.check(ConfigEvent.getDefaultInstance()))
                .contains("message: neither snapshot nor update (expected: one of them)");
    }

    @Test
    void nothingAtAllIsNotKept() {
        assertThat(rules.kept()).isFalse();
    }

    private static ConfigEvent snapshot(int sequence) {
        return ConfigEvent.newBuilder()
                .setSnapshot(ConfigSnapshot.newBuilder().setSequenceId(sequence))
                .build();
    }

    private static ConfigEvent update(int sequence) {
        return ConfigEvent.newBuilder()
                .setUpdate(ConfigUpdate.newBuilder()
                        .setSequenceId(sequence)
                        .setSetting(ConfigSetting.newBuilder().setKey("log_level")))
                .build();
    }
}
