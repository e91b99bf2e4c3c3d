package dev.sluice.loss;

import dev.sluice.data.Batch;

/**
 * How surprising a set of labels is, in nats: the sum over labels of −ln of the probability that
 * each is as the target says, 1 or 0. Probabilities are the sigmoid of the scores. For music, the
 * mean over steps is the negative log likelihood of a step (Boulanger-Lewandowski et al. 2012).
 */
public record BinaryCrossEntropy() implements Loss {
  @Override
  public void judge(
      float[] scores, int size, Batch batch, int from, int to, float scale, float[] losses) {
    Numbers.require(size, batch, 1);
    float[] values = batch.values();
    for (int i = from; i < to; i++) {
      double sum = 0;
      for (int j = i * size; j < (i + 1) * size; j++) {
        float value = values[j];
        float score = scores[j];
        if (Float.isNaN(value)) {
          scores[j] = 0;
          continue;
        }
        // exp of what is not positive: nothing overflows
        double e = StrictMath.exp(-Math.abs(score));
        sum += Math.max(score, 0) - score * value + StrictMath.log1p(e);
        double probability = score >= 0 ? 1 / (1 + e) : e / (1 + e);
        scores[j] = scale * (float) (probability - value);
      }
      losses[i] = (float) sum;
    }
  }
}
