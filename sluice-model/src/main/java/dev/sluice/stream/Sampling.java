package dev.sluice.stream;

import dev.sluice.cell.Noise;
import dev.sluice.kernel.VectorMath;
import java.util.Arrays;

/** Draws from the most probable symbols. */
final class Sampling implements Sampler {
  private final double temperature;
  private final int most;
  private final double enough;
  private final long key;
  private long choices;

  /** Probability and symbol in one number each, ascending. */
  private long[] order = {};

  /**
   * @param most how many symbols may be chosen from at most
   * @param enough how much probability suffices
   */
  Sampling(double temperature, int most, double enough, long seed) {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The temperature must be a number above 0; it is %s. The limit towards 0 is greedy."
              .formatted(temperature));
    }
    if (most < 1) {
      throw new IllegalArgumentException(
          "The number of symbols to choose from must be at least 1; it is %s.".formatted(most));
    }
    if (!(enough > 0 && enough <= 1)) {
      throw new IllegalArgumentException(
          "The probability to choose from must be above 0 and at most 1; it is %s."
              .formatted(enough));
    }
    this.temperature = temperature;
    this.most = most;
    this.enough = enough;
    key = Noise.fold(0, seed);
  }

  /** The place of the largest value; of equals the first. */
  static int largest(float[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[largest]) {
        largest = i;
      }
    }
    return largest;
  }

  @Override
  public int next(float[] logits) {
    float highest = logits[largest(logits)];
    for (int i = 0; i < logits.length; i++) {
      // First the difference: a tiny temperature then gives 0 and -infinity, never NaN.
      logits[i] = (float) ((logits[i] - highest) / temperature);
    }
    VectorMath.softmax(logits, 0, logits.length);
    double draw = (Noise.fold(key, choices++) >>> 11) * 0x1p-53;
    if (most >= logits.length && enough == 1) {
      return plain(logits, draw);
    }
    return among(logits, draw);
  }

  private static int plain(float[] probabilities, double draw) {
    double sum = 0;
    for (float probability : probabilities) {
      sum += probability;
    }
    double left = draw * sum;
    int last = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] > 0) {
        last = i;
        left -= probabilities[i];
        if (left < 0) {
          return i;
        }
      }
    }
    return last;
  }

  private int among(float[] probabilities, double draw) {
    if (order.length != probabilities.length) {
      order = new long[probabilities.length];
    }
    // Bits of a float that is not negative are ordered like the float.
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) Float.floatToRawIntBits(probabilities[i]) << 32 | (Integer.MAX_VALUE - i);
    }
    Arrays.sort(order);
    double sum = 0;
    int count = 0;
    while (count < Math.min(most, order.length) && sum < enough) {
      sum += probabilities[symbol(count++)];
    }
    double left = draw * sum;
    for (int i = 0; i < count - 1; i++) {
      left -= probabilities[symbol(i)];
      if (left < 0) {
        return symbol(i);
      }
    }
    return symbol(count - 1);
  }

  /** The symbol at this place in the order, the most probable at 0; of equals the first. */
  private int symbol(int place) {
    return Integer.MAX_VALUE - (int) order[order.length - 1 - place];
  }
}
