package io.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures = new Figures();
    private final Budget cpu = Budget.ALL.getFirst();

    @Test
    void ratiosAreTakenRoundByRound() {
        measured(1_000, Who.FLOOR, 10, 20, 40);
        measured(1_000, Who.HEADWATER, 12, 26, 48);

        assertThat(figures.ratios(Metric.CPU_SINGLE, 1_000, Who.HEADWATER, Who.FLOOR))
                .containsExactly(1.2, 1.3, 1.2);
        assertThat(cpu.verdict(figures)).isEqualTo("stretch");
    }

    @Test
    void medianIsTheMiddleOrBetweenTheTwoInTheMiddle() {
        assertThat(Figures.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Figures.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3.0);
    }

    @Test
    void saysWhenABudgetIsExceeded() {
        measured(1_000, Who.FLOOR, 10);
        measured(1_000, Who.HEADWATER, 15.1);

        assertThat(cpu.verdict(figures)).isEqualTo("OVER");
    }

    @Test
    void aVerdictAtAnotherSizeStandsInParentheses() {
        measured(200, Who.FLOOR, 10);
        measured(200, Who.HEADWATER, 14);

        assertThat(cpu.verdict(figures)).isEqualTo("(within)");
    }

    @Test
    void whatWasNotMeasuredHasNoVerdict() {
        measured(1_000, Who.FLOOR, 10);

        assertThat(cpu.verdict(figures)).isEqualTo("not measured");
    }

    private void measured(int size, Who who, double... rounds) {
        for (double each : rounds) {
            figures.add(Metric.CPU_SINGLE, size, who, each);
        }
    }
}
