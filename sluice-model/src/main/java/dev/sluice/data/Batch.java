package dev.sluice.data;

import org.jspecify.annotations.Nullable;

/**
 * Memory for one batch of symbols, made once and filled again and again by {@link Batches#read}.
 * Belongs to one thread.
 *
 * <p>Arrays are row-major {@code [step, batch]} and may be longer than {@code steps × batchSize}:
 * they grow and never shrink, so that nothing is allocated once the largest batch has been read.
 */
public final class Batch {
  private int steps;
  private int batchSize;
  private boolean ragged;
  private int[] inputs = {};
  private int[] targets = {};
  private int[] lengths = {};

  /** A batch without content. */
  public Batch() {}

  /** The number of steps. */
  public int steps() {
    return steps;
  }

  /** The number of rows. */
  public int batchSize() {
    return batchSize;
  }

  /** The symbol that enters, {@code [step, batch]}; 0 past the end of a row. */
  public int[] inputs() {
    return inputs;
  }

  /** The symbol to be predicted, {@code [step, batch]}; −1 past the end of a row. */
  public int[] targets() {
    return targets;
  }

  /**
   * The number of valid steps of each row, {@code [batch]} or longer; null where every row has all
   * {@link #steps()}.
   */
  public int @Nullable [] lengths() {
    return ragged ? lengths : null;
  }

  /** The number of targets. */
  public int symbols() {
    if (!ragged) {
      return steps * batchSize;
    }
    int sum = 0;
    for (int row = 0; row < batchSize; row++) {
      sum += lengths[row];
    }
    return sum;
  }

  /**
   * Gives the batch a shape in which every row has all steps; the content is then the caller's to
   * fill in.
   *
   * @throws ArithmeticException if {@code steps × batchSize} exceeds 2³¹−1
   */
  public void shape(int steps, int batchSize) {
    int size = Math.multiplyExact(steps, batchSize);
    if (inputs.length < size) {
      inputs = new int[size];
      targets = new int[size];
    }
    if (lengths.length < batchSize) {
      lengths = new int[batchSize];
    }
    this.steps = steps;
    this.batchSize = batchSize;
    ragged = false;
  }

  /** Declares the batch ragged; the caller fills in the lengths that are returned. */
  public int[] ragged() {
    ragged = true;
    return lengths;
  }
}
