package dev.sluice.model;

import java.util.Arrays;
import java.util.Locale;

/**
 * A layer at work in one {@link Pass}: its memory, and what it does with the layer below's output.
 */
sealed interface Stage permits EmbeddingStage, CellStage, DropoutStage {

  /**
   * Computes this layer's output.
   *
   * @param x {@code [step, batch, input]}, kept as it is until {@link #backward}
   * @return {@code [step, batch, output]}, kept as it is until the next call
   */
  float[] run(Pass pass, float[] x);

  /**
   * Adds to the gradients of this layer's parameters.
   *
   * @param gradient by what {@link #run} returned; may be overwritten
   * @return the gradient by {@code x}
   */
  float[] backward(Pass pass, float[] gradient, Gradients gradients);

  /** The array itself where it is long enough for the pass, else a longer one, content lost. */
  static float[] room(float[] array, Pass pass, int size) {
    long count = Math.multiplyExact((long) pass.rows(), size);
    if (array.length >= count) {
      return array;
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%,d rows of %,d values are %,d, beyond the limit of %,d: use fewer steps or rows.",
              pass.rows(),
              size,
              count,
              Integer.MAX_VALUE - 8));
    }
    return new float[(int) count];
  }

  /** Sets a row to zero. */
  static void clear(float[] array, int from, int size) {
    Arrays.fill(array, from, from + size, 0);
  }
}
