package dev.sluice.peers.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void timesHaveTheUnitThatFits() {
    assertThat(List.of(Figures.time(5e-6), Figures.time(0.0021), Figures.time(2)))
        .containsExactly("5.00 µs", "2.100 ms", "2.000 s");
  }

  @Test
  void whereThereIsNoneThereIsADash() {
    assertThat(List.of(Figures.number(Double.NaN), Figures.ratio(Double.NaN), Figures.memory(0)))
        .containsOnly("-");
  }
}
