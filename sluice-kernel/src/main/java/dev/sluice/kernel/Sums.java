package dev.sluice.kernel;

/** Sums over units, in the order of {@link RowMath#total}, which no width of vectors changes. */
final class Sums {

  private static final RowMath ROWS = RowMath.of(Vectors.lanes());

  private Sums() {}

  /** The sum of {@code v[off .. off + n)}; 0 of nothing. */
  static float total(float[] v, int off, int n) {
    return ROWS.total(v, off, n);
  }

  /** The largest of {@code v[off .. off + n)}, passing over NaN; -infinity of nothing. */
  static float largest(float[] v, int off, int n) {
    return ROWS.largest(v, off, n);
  }
}
