package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnomaliesTest {
  @Test
  void whatWasNotExpectedScoresHigh() {
    double[] values = new double[200];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2;
    }
    values[150] = 9;
    values[155] = 9;
    double[] scores = Anomalies.standardized(values, 100);
    assertThat(scores[19]).isNaN();
    assertThat(scores[150]).isCloseTo((9 - 0.5) / 0.5, within(1e-9));
    assertThat(Anomalies.alarms(scores, 5, 3)).hasSize(2);
    List<Anomalies.Alarm> one = Anomalies.alarms(scores, 5, 10);
    assertThat(one).hasSize(1);
    assertThat(one.getFirst().from()).isEqualTo(150);
    assertThat(one.getFirst().to()).isEqualTo(156);
  }
}
