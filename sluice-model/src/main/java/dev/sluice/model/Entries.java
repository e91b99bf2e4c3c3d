package dev.sluice.model;

import dev.sluice.cell.Noise;

/**
 * Columns {@code [from, from + columns)} of a row-major matrix whose rows are {@code stride} long;
 * fills them by an {@link Initializer}. All randomness comes from {@code key} and the place of the
 * entry in the whole matrix, and all arithmetic is in double and strict, so a seed gives the same
 * bits on every machine.
 */
record Entries(float[] values, int rows, int stride, int from, int columns, long key) {

  void fill(Initializer initializer) {
    switch (initializer) {
      case Initializer.Constant(double value) -> set((_, _) -> value);
      case Initializer.Uniform(double low, double high) -> uniform(low, high);
      case Initializer.Normal(double mean, double deviation) ->
          set((row, column) -> mean + deviation * normal(row, column));
      case Initializer.Glorot() -> {
        double limit = StrictMath.sqrt(6.0 / ((double) rows + columns));
        uniform(-limit, limit);
      }
      case Initializer.Orthogonal() -> {
        // Orthonormal columns need a tall matrix: a wide one is drawn as its transpose.
        boolean tall = rows >= columns;
        double[][] q =
            Orthogonal.columns(
                tall ? rows : columns,
                tall ? columns : rows,
                (i, j) -> tall ? normal(i, j) : normal(j, i));
        set((row, column) -> tall ? q[row][column] : q[column][row]);
      }
      case Initializer.Identity() -> set((row, column) -> row == column ? 1 : 0);
    }
  }

  /** A number for each place. */
  interface Entry {
    double at(int row, int column);
  }

  private void set(Entry entry) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        values[index(row, column)] = (float) entry.at(row, column);
      }
    }
  }

  private void uniform(double low, double high) {
    set((row, column) -> low + (high - low) * uniform(2L * index(row, column)));
  }

  /** Box and Muller's transform of two uniform draws. */
  private double normal(int row, int column) {
    long place = 2L * index(row, column);
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(place)));
    return radius * StrictMath.cos(2 * Math.PI * uniform(place + 1));
  }

  /** Between 0, possible, and 1, not possible. */
  private double uniform(long place) {
    return (Noise.fold(key, place) >>> 11) * 0x1p-53;
  }

  private int index(int row, int column) {
    return row * stride + from + column;
  }
}
