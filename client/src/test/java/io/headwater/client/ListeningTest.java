package io.headwater.client;

import static io.headwater.client.internal.values.TestSettings.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.internal.listen.Dispatcher;
import io.headwater.client.internal.values.Holdings;
import io.headwater.client.internal.values.Overlay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListeningTest {
    private final Dispatcher dispatcher = new Dispatcher("test", Runnable::run);
    private final Holdings holdings = new Holdings(() -> Instant.EPOCH, dispatcher, Overlay.NONE);
    private final Listening listening = new Listening(dispatcher);
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void hold() {
        holdings.snapshot(1, 0, "o", List.of(file("log_level", 0L), file("other", 0L)));
    }

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void tellsOfEverythingUnlessSomethingIsNamed() {
        each(listening);

        change();

        assertThat(heard)
                .containsExactly("log_level", "log_levels", "logs_config", "logs_config.a", "logs_config_b", "other");
    }

    @Test
    void tellsOfWhatIsNamedByKeyOrBySection() {
        each(listening.key("Log_Level").prefix("Logs_Config."));

        change();

        assertThat(heard).containsExactly("log_level", "logs_config", "logs_config.a");
    }

    @Test
    void theEmptySectionIsEverything() {
        each(listening.key("log_level").prefix(""));

        change();

        assertThat(heard).hasSize(6);
    }

    @Test
    void beginsWithWhatHoldsWhenAsked() {
        each(listening.key("log_level").initially());
        assertThat(heard).containsExactly("log_level");

        change();

        assertThat(heard).containsExactly("log_level", "log_level");
    }

    private void each(Listening what) {
        var _ = what.each(change -> heard.add(change.key()));
    }

    private void change() {
        holdings.snapshot(
                1,
                1,
                "o",
                List.of(
                        file("log_level", 1L),
                        file("log_levels", 1L),
                        file("logs_config", 1L),
                        file("logs_config.a", 1L),
                        file("logs_config_b", 1L)));
    }
}
