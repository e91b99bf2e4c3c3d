package dev.sluice.kernel;

import dev.sluice.cell.Draws;
import dev.sluice.cell.Noise;
import dev.sluice.cell.Shapes;
import org.jspecify.annotations.Nullable;

/**
 * What the entries of a matrix parameter are multiplied by in one product: 0 below the diagonal of
 * {@code upper}, 0 or 1 / (1 − p) under {@code dropconnect}. Never stored: the product and its
 * gradient ask for it again.
 *
 * @param shape the parameter
 * @param rows its rows
 * @param columns its columns
 * @param occurrence the number of the {@code dropconnect} in its text; −1 for none
 * @param threshold of its event
 * @param scale of what remains
 */
record MatrixMask(
    Shapes.Parameter shape, int rows, int columns, int occurrence, int threshold, float scale) {

  /** The mask of a parameter by itself, which is all ones but for {@code upper}. */
  static MatrixMask of(Shapes.Parameter shape, int rows, int columns) {
    return new MatrixMask(shape, rows, columns, -1, 0, 1);
  }

  /** The same under {@code dropconnect}. */
  MatrixMask dropping(int occurrence, double p) {
    return new MatrixMask(
        shape, rows, columns, occurrence, Noise.threshold(p), (float) (1 / (1 - p)));
  }

  /** Whether every entry is multiplied by 1. */
  boolean isPlain(@Nullable Draws draws) {
    return shape.groups() == 0 && (occurrence < 0 || draws == null);
  }

  /** The key of this mask's draw, for {@link #factor}. */
  long key(@Nullable Draws draws) {
    return occurrence < 0 || draws == null
        ? 0
        : Noise.at(draws.of(occurrence), Noise.SHARED, Noise.SHARED);
  }

  /** The factor of one entry of the parameter. */
  float factor(boolean drawn, long key, int row, int column) {
    if (shape.isZero(row, column, rows, columns)) {
      return 0;
    }
    if (occurrence < 0 || !drawn) {
      return 1;
    }
    return scale * Noise.notBelow(Noise.bits(key, row * columns + column), threshold);
  }
}
