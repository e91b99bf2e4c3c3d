package dev.sluice.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.data.Batch;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossEntropyTest {
  private static final int ROWS = 9;

  private static double reference(double[] scores, int target) {
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score);
    }
    return Math.log(sum) - scores[target];
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 16, 65, 256})
  void gradientIsThatOfCentralDifferences(int classes) {
    SplittableRandom random = new SplittableRandom(3);
    float[] scores = new float[ROWS * classes];
    int[] targets = new int[ROWS];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextDouble(-4, 4);
    }
    for (int i = 0; i < ROWS; i++) {
      targets[i] = random.nextInt(classes);
    }
    targets[4] = -1;
    float[] gradient = scores.clone();
    float[] losses = new float[ROWS];
    Loss.crossEntropy().judge(gradient, classes, Batch.ofTargets(targets), 0, ROWS, 0.125f, losses);
    for (int i = 0; i < ROWS; i++) {
      double[] row = new double[classes];
      for (int j = 0; j < classes; j++) {
        row[j] = scores[i * classes + j];
      }
      boolean valid = targets[i] >= 0;
      double expected = valid ? reference(row, targets[i]) : 0;
      assertThat((double) losses[i]).isCloseTo(expected, within(2e-6 * (1 + expected)));
      for (int j = 0; j < classes; j++) {
        double slope = 0;
        if (valid) {
          double at = row[j];
          row[j] = at + 1e-4;
          double above = reference(row, targets[i]);
          row[j] = at - 1e-4;
          slope = (above - reference(row, targets[i])) / 2e-4;
          row[j] = at;
        }
        assertThat((double) gradient[i * classes + j]).isCloseTo(0.125 * slope, within(1e-6));
      }
    }
  }

  @Test
  void hugeScoresStayFinite() {
    float[] scores = {3e38f, -3e38f, 0, 1000, 999, -1000};
    float[] losses = new float[2];
    Loss.crossEntropy().judge(scores, 3, Batch.ofTargets(0, 0), 0, 2, 1, losses);
    assertThat(losses[0]).isZero();
    assertThat(losses[1]).isCloseTo((float) Math.log(1 + Math.exp(-1)), within(Math.ulp(1000f)));
    for (float gradient : scores) {
      assertThat(gradient).isFinite();
    }
  }

  @Test
  void rangesGiveTheBitsOfTheWhole() {
    int classes = 65;
    SplittableRandom random = new SplittableRandom(5);
    float[] whole = new float[ROWS * classes];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (float) random.nextDouble(-4, 4);
    }
    int[] targets = {1, 2, 3, -1, 5, 6, 7, 8, 64};
    float[] parts = whole.clone();
    float[] losses = new float[ROWS];
    float[] lossesOfParts = new float[ROWS];
    Loss.crossEntropy().judge(whole, classes, Batch.ofTargets(targets), 0, ROWS, 1, losses);
    for (int i = ROWS - 1; i >= 0; i--) {
      Loss.crossEntropy()
          .judge(parts, classes, Batch.ofTargets(targets), i, i + 1, 1, lossesOfParts);
    }
    assertThat(parts).isEqualTo(whole);
    assertThat(lossesOfParts).isEqualTo(losses);
  }
}
