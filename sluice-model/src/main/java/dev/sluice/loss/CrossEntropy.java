package dev.sluice.loss;

import dev.sluice.data.Batch;
import dev.sluice.kernel.VectorMath;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How surprising the target is, −ln of its probability, in nats; probabilities are the softmax of
 * the scores. Its mean over a text is nats per character.
 *
 * @param smoothing how much of the target's weight is given to all classes alike, from 0 to below 1
 *     (Szegedy et al. 2016, section 7): the loss is then {@code (1 − s)·(−ln p) + s·mean(−ln p)}
 * @param weights a factor for the loss of each class; null for 1. The mean over positions is not
 *     divided by them: choose them so that they are 1 on average
 */
public record CrossEntropy(double smoothing, @Nullable List<Double> weights) implements Loss {

  /**
   * @throws IllegalArgumentException if the smoothing is not at least 0 and below 1, or a weight is
   *     negative or no number
   */
  public CrossEntropy {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "Label smoothing must be at least 0 and below 1; it is %s.".formatted(smoothing));
    }
    if (weights != null) {
      weights = List.copyOf(weights);
      for (double weight : weights) {
        if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "The weight of a class must be a number from 0; one is %s.".formatted(weight));
        }
      }
    }
  }

  /** The same with label smoothing. */
  public CrossEntropy withSmoothing(double smoothing) {
    return new CrossEntropy(smoothing, weights);
  }

  /** The same with a weight for each class. */
  public CrossEntropy withWeights(List<Double> weights) {
    return new CrossEntropy(smoothing, weights);
  }

  @Override
  public void judge(
      float[] scores, int size, Batch batch, int from, int to, float scale, float[] losses) {
    Classes.require(batch);
    if (weights != null && weights.size() != size) {
      throw new IllegalArgumentException(
          "There are weights for %s classes; the model has %s.".formatted(weights.size(), size));
    }
    int[] targets = batch.targets();
    for (int i = from; i < to; i++) {
      int start = i * size;
      int target = targets[i];
      if (target < 0) {
        losses[i] = 0;
        Arrays.fill(scores, start, start + size, 0);
        continue;
      }
      float score = scores[start + target];
      float weight = weights == null ? 1 : (float) (double) weights.get(target);
      float even = (float) (smoothing / size);
      float mean = 0;
      if (smoothing > 0) {
        for (int j = start; j < start + size; j++) {
          mean += scores[j];
        }
        score = (float) ((1 - smoothing) * score + even * mean);
      }
      losses[i] = weight * (VectorMath.softmax(scores, start, size) - score);
      if (scale != 0) {
        float factor = scale * weight;
        for (int j = start; j < start + size; j++) {
          scores[j] = factor * scores[j] - factor * even;
        }
        scores[start + target] -= factor * (float) (1 - smoothing);
      }
    }
  }
}
