package dev.sluice.loss;

import dev.sluice.data.Batch;

/**
 * −ln of the density of a normal distribution at the value, in nats: two scores for each value side
 * by side, its mean and the logarithm of its standard deviation (Nix &amp; Weigend 1994). The mean
 * over the values of a position.
 */
public record Gaussian() implements Loss {
  private static final double HALF_LOG_TWO_PI = StrictMath.log(2 * Math.PI) / 2;

  /**
   * Logarithms of deviations beyond this are cut: at the start a score may be anything, and its
   * exponential then no number.
   */
  private static final double WIDEST = 15;

  @Override
  public int scores(int targets) {
    return Math.multiplyExact(targets, 2);
  }

  @Override
  public void judge(
      float[] scores, int size, Batch batch, int from, int to, float scale, float[] losses) {
    Numbers.judge(Gaussian::one, 2, scores, size, batch, from, to, scale, losses);
  }

  private static double one(float[] scores, int at, float value, float scale) {
    double log = deviationLog(scores[at + 1]);
    double z = (value - scores[at]) * StrictMath.exp(-log);
    boolean cut = log != scores[at + 1];
    scores[at] = (float) (-scale * z * StrictMath.exp(-log));
    scores[at + 1] = cut ? 0 : (float) (scale * (1 - z * z));
    return z * z / 2 + log + HALF_LOG_TWO_PI;
  }

  /** The logarithm of the standard deviation that a score means. */
  public static double deviationLog(float score) {
    return Math.clamp(score, -WIDEST, WIDEST);
  }
}
