package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.headwater.wire.model.v1.ConfigEvent;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    private final EventReader reader = new EventReader();

    @Test
    void readsTheStampOfAnUpdate() {
        read(Events.update(300, new Stamp(0x1234_5678_9abc_def0L, 70_000)));

        assertThat(reader.snapshot).isFalse();
        assertThat(reader.sequence).isEqualTo(300);
        assertThat(reader.sentNanos).isEqualTo(0x1234_5678_9abc_def0L);
        assertThat(reader.ordinal).isEqualTo(70_000);
    }

    @Test
    void findsNoStampInAnUpdateOfSomebodyElse() {
        var update = Events.update(4, new Stamp(1, 1)).toBuilder();
        update.getUpdateBuilder().getSettingBuilder().getValueBuilder().setBoolValue(true);

        read(update.build());

        assertThat(reader.sequence).isEqualTo(4);
        assertThat(reader.ordinal).isNegative();
    }

    @Test
    void readsTheSequenceOfASnapshot() {
        read(Events.snapshot(41, 20_000));

        assertThat(reader.snapshot).isTrue();
        assertThat(reader.sequence).isEqualTo(41);
    }

    @Test
    void anUpdateIsAsLargeAsThePlanSays() {
        assertThat(Events.update(1_000, new Stamp(1, 1)).getSerializedSize()).isEqualTo(120);
    }

    private void read(ConfigEvent event) {
        reader.read(Unpooled.wrappedBuffer(event.toByteArray()), 0);
    }
}
