package dev.sluice.peers.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void theMedianIsInTheMiddle() {
    assertThat(Statistics.median(3, 1, 100)).isEqualTo(3);
    assertThat(Statistics.median(4, 1, 100, 2)).isEqualTo(3);
  }

  @Test
  void ratiosAreTakenWithinRounds() {
    // The machine was ten times slower in the second round, for both.
    assertThat(Statistics.ratio(new double[] {2, 20, 3}, new double[] {1, 10, 1})).isEqualTo(2);
  }

  @Test
  void geometricMean() {
    assertThat(Statistics.geometricMean(1, 4, 16)).isCloseTo(4, within(1e-12));
  }
}
