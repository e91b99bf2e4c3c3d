package dev.sluice.loss;

import dev.sluice.kernel.VectorMath;
import java.util.Arrays;

/**
 * What training makes small: a number for each position, from the model's scores there and the
 * target. Whoever calls it divides the positions among threads, leaves out those without a target,
 * adds up in a fixed order and takes the mean; so a loss holds no memory and is shared by threads.
 */
public interface Loss {

  /**
   * Judges the positions {@code [from, to)}.
   *
   * @param scores {@code [position, classes]}, the model's output; overwritten with the derivative
   *     of {@code scale × loss}, or with anything where {@code scale} is 0
   * @param classes the number of scores at each position
   * @param targets {@code [position]}; −1 where there is none: loss and derivative are then 0
   * @param scale a factor of the derivative only; 0 where nobody wants it
   * @param losses {@code [position]}, overwritten
   */
  void judge(
      float[] scores, int classes, int[] targets, int from, int to, float scale, float[] losses);

  /** The loss for choosing one of many classes: {@link CrossEntropy}. */
  static Loss crossEntropy() {
    return new CrossEntropy();
  }

  /**
   * How surprising the target is, −ln of its probability, in nats; probabilities are the softmax of
   * the scores. Its mean over a text is nats per character.
   */
  record CrossEntropy() implements Loss {
    @Override
    public void judge(
        float[] scores, int classes, int[] targets, int from, int to, float scale, float[] losses) {
      for (int i = from; i < to; i++) {
        int start = i * classes;
        int target = targets[i];
        if (target < 0) {
          losses[i] = 0;
          Arrays.fill(scores, start, start + classes, 0);
          continue;
        }
        float score = scores[start + target];
        losses[i] = VectorMath.softmax(scores, start, classes) - score;
        if (scale != 0) {
          for (int j = start; j < start + classes; j++) {
            scores[j] *= scale;
          }
          scores[start + target] -= scale;
        }
      }
    }
  }
}
