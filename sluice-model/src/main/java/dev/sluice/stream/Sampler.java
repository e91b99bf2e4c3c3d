package dev.sluice.stream;

/**
 * Chooses the next symbol. A sampler with a seed makes the same choices from the same logits every
 * time it is made anew; it counts its choices, so it belongs to one thread and one stream.
 */
public interface Sampler {

  /**
   * Chooses a symbol.
   *
   * @param logits scores before softmax, one for each symbol; may be overwritten
   * @return its number
   */
  int next(float[] logits);

  /** The most probable symbol; of equals the first. */
  static Sampler greedy() {
    return Sampling::largest;
  }

  /**
   * A symbol at random, with the probabilities softmax(logits / temperature): below 1 safer, above
   * 1 more varied.
   *
   * @throws IllegalArgumentException if the temperature is not a number above 0
   */
  static Sampler temperature(double temperature, long seed) {
    return new Sampling(temperature, Integer.MAX_VALUE, 1, seed);
  }

  /**
   * The same among the {@code k} most probable symbols only.
   *
   * @throws IllegalArgumentException if {@code k} is not positive, or the temperature not above 0
   */
  static Sampler topK(int k, double temperature, long seed) {
    return new Sampling(temperature, k, 1, seed);
  }

  /**
   * The same among the most probable symbols only: as many as it takes for their probabilities to
   * reach {@code p} together (nucleus sampling, Holtzman et al. 2020).
   *
   * @throws IllegalArgumentException if {@code p} is not above 0 and at most 1, or the temperature
   *     not above 0
   */
  static Sampler topP(double p, double temperature, long seed) {
    return new Sampling(temperature, Integer.MAX_VALUE, p, seed);
  }
}
