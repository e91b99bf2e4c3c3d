package dev.sluice.peers.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskTest {
  @ParameterizedTest
  @MethodSource("dev.sluice.peers.work.Task#all")
  void itsNameLeadsBackToIt(Task task) {
    assertThat(Task.named(task.toString())).isEqualTo(task);
  }

  @Test
  void countsTheProductsOfTheGates() {
    // steps · batch · 4H · 2H multiply-adds, three times for training.
    assertThat(Task.named("lstm training 64x32x128").gflop())
        .isCloseTo(3 * 2 * 64 * 32 * 512.0 * 256 / 1e9, within(1e-12));
    assertThat(Task.named("gru forward 64x1x512").gflop())
        .isCloseTo(2 * 64 * 1536.0 * 1024 / 1e9, within(1e-12));
  }

  @Test
  void aRaggedTrialIsZeroPastEachLength() {
    Trial trial = Trial.of((Task.Layer) Task.named("lstm ragged training 64x32x256"));
    int[] lengths = trial.lengths();
    assertThat(lengths).hasSize(32).isSortedAccordingTo((a, b) -> b - a);
    int last = 31;
    int hidden = 256;
    int past = (lengths[last] * 32 + last) * hidden;
    assertThat(Arrays.copyOfRange(trial.x(), past, past + hidden)).containsOnly(0);
    assertThat(Arrays.copyOfRange(trial.outputGradient(), past, past + hidden)).containsOnly(0);
    assertThat(trial.x()[past - 32 * hidden]).isNotZero();
  }

  @Test
  void everybodyDrawsTheSameNumbers() {
    Task.Layer task = (Task.Layer) Task.named("lstm forward 64x1x128");
    assertThat(Trial.of(task).x()).isEqualTo(Trial.of(task).x());
  }
}
