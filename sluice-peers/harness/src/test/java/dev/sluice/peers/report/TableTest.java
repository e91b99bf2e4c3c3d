package dev.sluice.peers.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void oneLineForEachSystem() {
    assertThat(Table.of(Samples.small()))
        .containsPattern(
            "lstm training 64x32x128 +sluice +10.000 ms .* 300.0 +67 % +2.00 +0.5 +2 MB +≥ 1.2 yes")
        .containsPattern("\n +libtorch, DJL +30.000 ms")
        .contains("\nLSTM training, geometric mean of 1 of 8: 2.00, wanted ≥ 1.6 yes\n")
        .endsWith("\nsomebody was not measured: no jar.\n");
  }
}
