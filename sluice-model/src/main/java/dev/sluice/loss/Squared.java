package dev.sluice.loss;

import dev.sluice.data.Batch;

/** The squared difference between score and value; the mean over the values of a position. */
public record Squared() implements Loss {
  @Override
  public void judge(
      float[] scores, int size, Batch batch, int from, int to, float scale, float[] losses) {
    Numbers.judge(Squared::one, 1, scores, size, batch, from, to, scale, losses);
  }

  private static double one(float[] scores, int at, float value, float scale) {
    double difference = scores[at] - value;
    scores[at] = (float) (2 * scale * difference);
    return difference * difference;
  }
}
