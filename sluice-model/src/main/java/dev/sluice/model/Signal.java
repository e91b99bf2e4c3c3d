package dev.sluice.model;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one layer gives the next: values {@code [step, batch, size]} and their shape. Memory of the
 * layer that gives it, valid until its next run.
 */
final class Signal {
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  /** As long as needed, or longer. */
  float[] values = {};

  int steps;
  int batchSize;

  /** Valid steps of each row; null where every row has all of them. */
  int @Nullable [] lengths;

  /** The same shape as another, and room for so many values at each step and row. */
  Signal like(Signal other, int size) {
    return shape(other.steps, other.batchSize, other.lengths, size);
  }

  /** This shape, and room for so many values at each step and row. */
  Signal shape(int steps, int batchSize, int @Nullable [] lengths, int size) {
    this.steps = steps;
    this.batchSize = batchSize;
    this.lengths = lengths;
    values = room(values, size);
    return this;
  }

  /** The same values under another shape. */
  Signal of(float[] values, Signal shape) {
    this.values = values;
    steps = shape.steps;
    batchSize = shape.batchSize;
    lengths = shape.lengths;
    return this;
  }

  /** Steps times rows. */
  int rows() {
    return Math.multiplyExact(steps, batchSize);
  }

  /** The number of valid steps of a row. */
  int length(int row) {
    return lengths == null ? steps : lengths[row];
  }

  /** The array itself where it is long enough for this shape, else a longer one, content lost. */
  float[] room(float[] array, int size) {
    long count = Math.multiplyExact((long) rows(), size);
    if (array.length >= count) {
      return array;
    }
    if (count > LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%,d rows of %,d values are %,d, beyond the limit of %,d: use fewer steps or rows.",
              rows(),
              size,
              count,
              LONGEST));
    }
    return new float[(int) count];
  }

  /** Sets the values past the end of each row to zero. */
  void clearPastEnds(float[] array, int size) {
    if (lengths == null) {
      return;
    }
    for (int row = 0; row < batchSize; row++) {
      for (int step = lengths[row]; step < steps; step++) {
        int at = (step * batchSize + row) * size;
        Arrays.fill(array, at, at + size, 0);
      }
    }
  }
}
