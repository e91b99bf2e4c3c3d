package dev.sluice.loss;

import dev.sluice.data.Batch;

/**
 * Quantiles of each value (Koenker &amp; Bassett 1978): a score for each level, which the value
 * exceeds with probability 1 − level. The loss of a score is {@code max(q·d, (q − 1)·d)} with
 * {@code d = value − score}, the mean over levels and values. Scores of a value stand side by side,
 * in the order of the levels.
 */
public final class Quantiles implements Loss {
  private final double[] levels;

  /**
   * Quantiles at these levels.
   *
   * @throws IllegalArgumentException if there is none, or one is not between 0 and 1
   */
  public Quantiles(double... levels) {
    if (levels.length == 0) {
      throw new IllegalArgumentException("Quantiles need at least one level, such as 0.5.");
    }
    for (double level : levels) {
      if (!(level > 0 && level < 1)) {
        throw new IllegalArgumentException(
            "The level of a quantile must be between 0 and 1; one is %s.".formatted(level));
      }
    }
    this.levels = levels.clone();
  }

  /** The levels, in the order of the scores. */
  public double[] levels() {
    return levels.clone();
  }

  @Override
  public int scores(int targets) {
    return Math.multiplyExact(targets, levels.length);
  }

  @Override
  public void judge(
      float[] scores, int size, Batch batch, int from, int to, float scale, float[] losses) {
    Numbers.judge(this::one, levels.length, scores, size, batch, from, to, scale, losses);
  }

  private double one(float[] scores, int at, float value, float scale) {
    double sum = 0;
    for (int k = 0; k < levels.length; k++) {
      double difference = value - scores[at + k];
      sum += Math.max(levels[k] * difference, (levels[k] - 1) * difference);
      double slope = difference > 0 ? -levels[k] : difference < 0 ? 1 - levels[k] : 0;
      scores[at + k] = (float) (scale * slope / levels.length);
    }
    return sum / levels.length;
  }
}
