package dev.sluice.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long PER_EPOCH = 100;
  private static final long PLANNED = 2000;

  private static double factor(Schedule schedule, long update) {
    return schedule.factor(update, PER_EPOCH, PLANNED);
  }

  @Test
  void constantIsOne() {
    assertThat(factor(Schedule.constant(), 0)).isEqualTo(1);
    assertThat(factor(Schedule.constant(), 1999)).isEqualTo(1);
  }

  @Test
  void stepDecayIsCharRnns() {
    Schedule schedule = Schedule.stepDecay(10, 1, 0.97);
    assertThat(factor(schedule, 0)).isEqualTo(1);
    assertThat(factor(schedule, 10 * PER_EPOCH - 1)).isEqualTo(1);
    assertThat(factor(schedule, 10 * PER_EPOCH)).isEqualTo(0.97);
    assertThat(factor(schedule, 11 * PER_EPOCH - 1)).isEqualTo(0.97);
    assertThat(factor(schedule, 11 * PER_EPOCH)).isCloseTo(0.97 * 0.97, within(1e-15));
    assertThat(factor(schedule, 19 * PER_EPOCH)).isCloseTo(Math.pow(0.97, 10), within(1e-15));
  }

  @Test
  void stepDecayCanWaitBetweenSteps() {
    Schedule schedule = Schedule.stepDecay(2, 3, 0.5);
    double[] byEpoch = {1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125};
    for (int epoch = 0; epoch < byEpoch.length; epoch++) {
      assertThat(factor(schedule, epoch * PER_EPOCH + 50)).isEqualTo(byEpoch[epoch]);
    }
  }

  @Test
  void exponentialGoesFromOneFactorToAnother() {
    Schedule schedule = Schedule.exponential(1e-3, 10);
    assertThat(schedule.factor(0, 10, 5)).isEqualTo(1e-3);
    assertThat(schedule.factor(2, 10, 5)).isCloseTo(0.1, within(1e-12));
    assertThat(schedule.factor(4, 10, 5)).isCloseTo(10, within(1e-12));
    assertThatThrownBy(() -> Schedule.exponential(0, 1)).hasMessageContaining("The first factor");
  }

  @Test
  void cosineRisesAndFalls() {
    Schedule schedule = Schedule.cosine(100);
    assertThat(factor(schedule, 0)).isEqualTo(0.01);
    assertThat(factor(schedule, 49)).isEqualTo(0.5);
    assertThat(factor(schedule, 99)).isEqualTo(1);
    assertThat(factor(schedule, 100)).isEqualTo(1);
    assertThat(factor(schedule, 1050)).isCloseTo(0.5, within(1e-12));
    assertThat(factor(schedule, 1999)).isBetween(0.0, 1e-5);
    assertThat(factor(new Schedule.Cosine(0, 0.1), PLANNED)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void refusesNegativeSpans() {
    assertThatThrownBy(() -> Schedule.cosine(-1))
        .hasMessage("The number of updates of the warm-up must not be negative; it is -1.");
    assertThatThrownBy(() -> Schedule.stepDecay(1, 0, 0.5))
        .hasMessage("The number of epochs between two decays must be a number above 0; it is 0.");
  }
}
