package dev.sluice.loss;

import dev.sluice.data.Batch;

/**
 * What training makes small: a number for each position, from the model's scores there and the
 * target. Whoever calls it divides the positions among threads, adds up in a fixed order and takes
 * the mean; so a loss holds no memory and is shared by threads.
 */
public interface Loss {

  /**
   * Judges the positions {@code [from, to)} of {@code [targetStep, batch]}, or, where {@link
   * #isOfRows}, whole rows.
   *
   * @param scores {@code [targetStep, batch, size]}, the model's output; overwritten with the
   *     derivative of {@code scale × loss}, or with anything where {@code scale} is 0
   * @param size the number of scores at each position
   * @param batch the targets: its {@link Batch#targets} or its {@link Batch#values}. Where there is
   *     none, loss and derivative are 0
   * @param scale a factor of the derivative only; 0 where nobody wants it
   * @param losses {@code [targetStep, batch]}, overwritten
   */
  void judge(float[] scores, int size, Batch batch, int from, int to, float scale, float[] losses);

  /** Whether it judges rows as a whole, instead of each position by itself. */
  default boolean isOfRows() {
    return false;
  }

  /**
   * How many scores it wants at each position.
   *
   * @param targets the number of classes, or of values to be predicted
   */
  default int scores(int targets) {
    return targets;
  }

  /** The loss for choosing one of many classes: {@link CrossEntropy}. */
  static CrossEntropy crossEntropy() {
    return new CrossEntropy(0, null);
  }

  /** The loss for several labels that are true or false each: {@link BinaryCrossEntropy}. */
  static Loss binaryCrossEntropy() {
    return new BinaryCrossEntropy();
  }

  /** The squared difference: {@link Squared}. Its best guess is the mean. */
  static Loss squared() {
    return new Squared();
  }

  /** The difference without its sign: {@link Absolute}. Its best guess is the median. */
  static Loss absolute() {
    return new Absolute();
  }

  /** Squared where the difference is small, absolute where it is large: {@link Huber}. */
  static Loss huber(double delta) {
    return new Huber(delta);
  }

  /** Quantiles, for intervals: {@link Quantiles}. */
  static Loss quantiles(double... levels) {
    return new Quantiles(levels);
  }

  /** A mean and a deviation of its own for each value: {@link Gaussian}. */
  static Loss gaussian() {
    return new Gaussian();
  }

  /** The loss for a chain of tags, above {@code Layer.transitions}: {@link Chain}. */
  static Loss chain() {
    return new Chain();
  }
}
