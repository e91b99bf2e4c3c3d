package dev.sluice.kernel.generated;

/** What a class generated from a cell implements. The package is open to such classes alone. */
public interface Passes {
  /**
   * Does the stages of a run for rows {@code rows[from..to)}. Operand {@code k} of row {@code r}
   * begins at {@code a[k][base[k] + r * stride[k]]}; operands of one buffer have one array, those
   * with the same columns one stride, and constants the stride 0.
   *
   * @param run the number that the compiler gave out
   * @param a one array for each operand, and one of 64 floats for scratch
   * @param units for each stage the units of a row: a multiple of 16 for a pass, any number for a
   *     sum; not read where the stage has one number of each row
   */
  void run(
      int run, float[][] a, int[] base, int[] stride, int[] rows, int from, int to, int[] units);
}
