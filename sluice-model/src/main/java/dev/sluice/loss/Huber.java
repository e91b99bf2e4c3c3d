package dev.sluice.loss;

import dev.sluice.data.Batch;

/**
 * Half the squared difference up to {@code delta}, and a straight line of that slope beyond, so
 * that single far values weigh less (Huber 1964); the mean over the values of a position.
 *
 * @param delta above 0
 */
public record Huber(double delta) implements Loss {

  /**
   * @throws IllegalArgumentException if {@code delta} is not a number above 0
   */
  public Huber {
    if (!(delta > 0 && delta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The delta of a Huber loss must be a number above 0; it is %s.".formatted(delta));
    }
  }

  @Override
  public void judge(
      float[] scores, int size, Batch batch, int from, int to, float scale, float[] losses) {
    Numbers.judge(this::one, 1, scores, size, batch, from, to, scale, losses);
  }

  private double one(float[] scores, int at, float value, float scale) {
    double difference = scores[at] - value;
    double slope = Math.clamp(difference, -delta, delta);
    scores[at] = (float) (scale * slope);
    return Math.abs(difference) <= delta
        ? difference * difference / 2
        : delta * (Math.abs(difference) - delta / 2);
  }
}
