package dev.sluice.kernel.generated;

/** What a class generated from a cell implements. The package is open to such classes alone. */
public interface Passes {
  /**
   * Runs a pass over rows {@code rows[from..to)}. Operand {@code k} of row {@code r} begins at
   * {@code a[k][base[k] + r * stride[k]]}.
   *
   * @param pass the number that the compiler gave out
   * @param width units of each row, a multiple of 16, or 1
   */
  void run(
      int pass, float[][] a, int[] base, int[] stride, int[] rows, int from, int to, int width);
}
