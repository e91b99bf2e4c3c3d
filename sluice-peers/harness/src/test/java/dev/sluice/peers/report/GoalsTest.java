package dev.sluice.peers.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.peers.report.Goal.Kind;
import dev.sluice.peers.work.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoalsTest {
  private static Standing standing(Report report, String name, boolean mean) {
    return report.goals().stream()
        .filter(standing -> standing.name().equals(name) && standing.mean() == mean)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ratiosAreTakenOfTheFasterLibtorch() {
    assertThat(Samples.small().rows()).extracting(Row::ratio).containsExactly(2.0, 2.0, 5.0);
  }

  @Test
  void aRowHasItsGoals() {
    assertThat(Samples.small().rows().getFirst().goals()).hasToString("[≥ 1.2 yes, ≤ 1 B yes]");
    assertThat(Samples.small().rows().getLast().goals()).isEmpty();
  }

  @Test
  void aGoalOfEachStandsAsItsWorstTaskDoes() {
    Task slow = Task.named("gru training 64x32x256");
    Report report =
        Samples.small()
            .with(
                new Result(
                    slow,
                    List.of(
                        Samples.measured(slow, Contestant.SLUICE, 1, 1, 1),
                        Samples.measured(slow, Contestant.DJL, 1.5, 1.5, 1.5)),
                    List.of()))
            .with(
                Samples.of(2, List.of(Task.named("gru training 64x32x128"))).results().getFirst());
    assertThat(standing(report, "GRU, RNN training", false))
        .hasToString("GRU, RNN training, each of 2 of 16: 1.50, wanted ≥ 2 NO")
        .extracting(Standing::worst)
        .isEqualTo("gru training 64x32x256");
    assertThat(standing(report, "GRU, RNN training", true))
        .hasToString("GRU, RNN training, geometric mean of 2 of 16: 2.12, wanted ≥ 3 NO");
  }

  /** Twice 200 of 450 Gflop/s are 89 %. */
  @Test
  void aGoalBeyondTheMachineIsCounted() {
    Task gru = Task.named("gru training 64x32x256");
    Report report =
        Samples.small()
            .with(
                new Result(
                    gru,
                    List.of(
                        Samples.measured(gru, Contestant.SLUICE, 0.01),
                        Samples.measured(gru, Contestant.DJL, 0.015)),
                    List.of()));
    assertThat(standing(report, "GRU, RNN training", false))
        .hasToString(
            "GRU, RNN training, each of 1 of 16, but for 1 where it is above 85 % of the limit:"
                + " 1.50, wanted ≥ 2 NO");
  }

  @Test
  void whatWasNotMeasuredIsNeitherReachedNorMissed() {
    Standing text = standing(Samples.small(), "character model, training", false);
    assertThat(text.goal().known()).isFalse();
    assertThat(text.goal().verdict()).isEqualTo("-");
  }

  @Test
  void eachKindHasItsWords() {
    assertThat(
            List.of(
                new Goal(Kind.AT_LEAST, 1 / 1.3, 0.7),
                new Goal(Kind.AT_MOST, 8, 9),
                new Goal(Kind.SHARE_AT_LEAST, 0.8, 0.8),
                new Goal(Kind.BYTES_AT_MOST, 1, 0)))
        .hasToString("[≥ 1/1.3 NO, ≤ 8 NO, ≥ 80 % yes, ≤ 1 B yes]");
  }

  /** So that nobody wants what is never measured. */
  @Test
  void everyGoalHasTasks() {
    assertThat(Samples.small().goals()).allSatisfy(goal -> assertThat(goal.of()).isPositive());
  }
}
