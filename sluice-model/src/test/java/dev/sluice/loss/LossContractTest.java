package dev.sluice.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.data.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every loss keeps. */
class LossContractTest {
  private static final int STEPS = 5;
  private static final int ROWS = 3;
  private static final int POSITIONS = STEPS * ROWS;

  /** How many classes there are, or values to be predicted. */
  private static final int TARGETS = 3;

  enum Case {
    CROSS_ENTROPY(Loss.crossEntropy(), true),
    SMOOTHED(Loss.crossEntropy().withSmoothing(0.2), true),
    WEIGHTED(Loss.crossEntropy().withWeights(List.of(0.5, 2.0, 0.0)).withSmoothing(0.1), true),
    CHAIN(Loss.chain(), true),
    BINARY(Loss.binaryCrossEntropy(), false),
    SQUARED(Loss.squared(), false),
    ABSOLUTE(Loss.absolute(), false),
    HUBER(Loss.huber(0.3), false),
    QUANTILES(Loss.quantiles(0.1, 0.5, 0.9), false),
    GAUSSIAN(Loss.gaussian(), false);

    final Loss loss;
    final boolean ofClasses;

    Case(Loss loss, boolean ofClasses) {
      this.loss = loss;
      this.ofClasses = ofClasses;
    }

    int size() {
      return loss.scores(TARGETS);
    }

    /** The last row is shorter, and of numbers one is missing. */
    Batch batch() {
      Batch batch = new Batch();
      batch.shape(STEPS, ROWS);
      SplittableRandom random = new SplittableRandom(6);
      float[] values = ofClasses ? new float[0] : batch.values(STEPS, TARGETS);
      for (int i = 0; i < POSITIONS; i++) {
        boolean valid = i % ROWS < 2 || i / ROWS < 2;
        if (ofClasses) {
          batch.targets()[i] = valid ? random.nextInt(TARGETS) : -1;
        }
        for (int j = 0; j < TARGETS && !ofClasses; j++) {
          double value = this == BINARY ? random.nextInt(2) : random.nextDouble(-1, 1);
          values[i * TARGETS + j] = valid && i + j != 4 ? (float) value : Float.NaN;
        }
      }
      return batch;
    }

    float[] scores() {
      SplittableRandom random = new SplittableRandom(5);
      float[] scores = new float[POSITIONS * size()];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) random.nextDouble(-2, 2);
      }
      return scores;
    }

    int units() {
      return loss.isOfRows() ? ROWS : POSITIONS;
    }

    double sum(float[] scores) {
      float[] losses = new float[POSITIONS];
      loss.judge(scores.clone(), size(), batch(), 0, units(), 0, losses);
      double sum = 0;
      for (float one : losses) {
        sum += one;
      }
      return sum;
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientIsThatOfCentralDifferences(Case one) {
    float[] gradient = one.scores();
    one.loss.judge(gradient, one.size(), one.batch(), 0, one.units(), 0.5f, new float[POSITIONS]);
    for (int i = 0; i < gradient.length; i++) {
      float[] scores = one.scores();
      float middle = scores[i];
      float distance = 2e-3f;
      scores[i] = middle + distance;
      double slope = one.sum(scores);
      scores[i] = middle - distance;
      slope -= one.sum(scores);
      assertThat(gradient[i])
          .describedAs("score " + i)
          .isCloseTo((float) (0.5 * slope / (2 * distance)), within(1e-3f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void partsGiveTheBitsOfTheWhole(Case one) {
    float[] whole = one.scores();
    float[] losses = new float[POSITIONS];
    one.loss.judge(whole, one.size(), one.batch(), 0, one.units(), 1, losses);
    float[] parts = one.scores();
    float[] lossesOfParts = new float[POSITIONS];
    for (int i = one.units() - 1; i >= 0; i--) {
      one.loss.judge(parts, one.size(), one.batch(), i, i + 1, 1, lossesOfParts);
    }
    assertThat(parts).isEqualTo(whole);
    assertThat(lossesOfParts).isEqualTo(losses);
  }

  @ParameterizedTest
  @EnumSource
  void whatHasNoTargetCountsNothing(Case one) {
    float[] scores = one.scores();
    float[] losses = new float[POSITIONS];
    Arrays.fill(losses, 9);
    one.loss.judge(scores, one.size(), one.batch(), 0, one.units(), 1, losses);
    for (int i = 2 * ROWS + 2; i < POSITIONS; i += ROWS) {
      assertThat(losses[i]).isZero();
      for (int j = i * one.size(); j < (i + 1) * one.size(); j++) {
        assertThat(scores[j]).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void hugeScoresStayNumbers(Case one) {
    for (float huge : new float[] {1e4f, -1e4f}) {
      float[] scores = one.scores();
      for (int i = 0; i < scores.length; i += 2) {
        scores[i] = huge;
      }
      float[] losses = new float[POSITIONS];
      one.loss.judge(scores, one.size(), one.batch(), 0, one.units(), 1, losses);
      if (one != Case.CHAIN) { // of a chain a step may then be impossible, which is infinite
        for (float loss : losses) {
          assertThat(loss).isFinite();
        }
        for (float gradient : scores) {
          assertThat(gradient).isFinite();
        }
      }
    }
  }

  @Test
  void valuesAreThoseOfTheFormulas() {
    assertThat(one(Loss.squared(), 3, 1)).isCloseTo(4, within(1e-6));
    assertThat(one(Loss.absolute(), 3, 1)).isCloseTo(2, within(1e-6));
    assertThat(one(Loss.huber(0.5), 3, 1)).isCloseTo(0.5 * (2 - 0.25), within(1e-6));
    assertThat(one(Loss.huber(0.5), 1.2f, 1)).isCloseTo(0.02, within(1e-6));
    assertThat(one(Loss.quantiles(0.9), 1, 3)).isCloseTo(1.8, within(1e-6));
    assertThat(one(Loss.quantiles(0.9), 3, 1)).isCloseTo(0.2, within(1e-6));
    // A normal density at one deviation from the mean.
    double density = Math.exp(-0.5) / (2 * Math.sqrt(2 * Math.PI));
    assertThat(one(Loss.gaussian(), 1, (float) Math.log(2), 3))
        .isCloseTo(-Math.log(density), within(1e-6));
    assertThat(one(Loss.binaryCrossEntropy(), 0, 1)).isCloseTo(Math.log(2), within(1e-6));
    assertThat(one(Loss.binaryCrossEntropy(), 2, 0))
        .isCloseTo(Math.log(1 + Math.exp(2)), within(1e-6));
  }

  /** The loss of one value: its scores, then the value. */
  private static double one(Loss loss, float... scoresAndValue) {
    int count = scoresAndValue.length - 1;
    float[] losses = new float[1];
    float[] scores = Arrays.copyOf(scoresAndValue, count);
    loss.judge(scores, count, Batch.ofValues(1, scoresAndValue[count]), 0, 1, 0, losses);
    return losses[0];
  }

  @Test
  void smoothingMixesTheTargetWithAllClasses() {
    float[] losses = new float[1];
    Loss.crossEntropy()
        .withSmoothing(0.3)
        .judge(new float[] {2, 1, 0}, 3, Batch.ofTargets(0), 0, 1, 1, losses);
    double all = Math.log(Math.exp(2) + Math.exp(1) + 1);
    assertThat(losses[0]).isCloseTo((float) (0.7 * (all - 2) + 0.3 * (all - 1)), within(1e-5f));
  }

  @Test
  void aChainIsTheSumOverAllSequences() {
    float[] scores = Case.CHAIN.scores();
    Batch batch = Case.CHAIN.batch();
    int size = TARGETS * TARGETS;
    for (int row = 0; row < ROWS; row++) {
      int length = row < 2 ? STEPS : 2;
      double sum = 0;
      double best = Double.NEGATIVE_INFINITY;
      int[] bestTags = new int[length];
      for (int code = 0; code < Math.pow(TARGETS, length); code++) {
        int[] tags = new int[length];
        for (int step = 0, left = code; step < length; step++, left /= TARGETS) {
          tags[step] = left % TARGETS;
        }
        double score = score(scores, tags, row);
        sum += Math.exp(score);
        if (score > best) {
          best = score;
          bestTags = tags;
        }
      }
      int[] target = new int[length];
      for (int step = 0; step < length; step++) {
        target[step] = batch.targets()[step * ROWS + row];
      }
      float[] losses = new float[POSITIONS];
      Loss.chain().judge(scores.clone(), size, batch, row, row + 1, 0, losses);
      assertThat((double) losses[row])
          .isCloseTo(Math.log(sum) - score(scores, target, row), within(1e-5));
      int[] found = new int[length];
      Chain.best(scores, size, ROWS, row, length, found);
      assertThat(found).containsExactly(bestTags);
    }
  }

  private static double score(float[] scores, int[] tags, int row) {
    double score = 0;
    for (int step = 0; step < tags.length; step++) {
      int before = step == 0 ? 0 : tags[step - 1];
      score += scores[(step * ROWS + row) * TARGETS * TARGETS + before * TARGETS + tags[step]];
    }
    return score;
  }

  @Test
  void refusesWhatDoesNotFit() {
    Batch batch = Batch.ofValues(2, 1, 2);
    assertThatThrownBy(() -> Loss.gaussian().judge(new float[3], 3, batch, 0, 1, 0, new float[1]))
        .hasMessage(
            "The model gives 3 scores at each position; the loss needs 4 for 2 values to predict.");
    assertThatThrownBy(
            () -> Loss.chain().judge(new float[3], 3, Batch.ofTargets(0), 0, 1, 0, new float[1]))
        .hasMessage(
            "A chain of tags is judged above a layer of transitions (Layer.transitions); the last"
                + " layer gives 3 scores, which is no square.");
    assertThatThrownBy(() -> Loss.huber(0))
        .hasMessage("The delta of a Huber loss must be a number above 0; it is 0.0.");
    assertThatThrownBy(() -> Loss.quantiles(0.5, 1))
        .hasMessage("The level of a quantile must be between 0 and 1; one is 1.0.");
    assertThatThrownBy(() -> Loss.crossEntropy().withSmoothing(1))
        .hasMessage("Label smoothing must be at least 0 and below 1; it is 1.0.");
  }
}
