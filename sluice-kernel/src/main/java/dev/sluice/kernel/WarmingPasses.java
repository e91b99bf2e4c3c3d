package dev.sluice.kernel;

import dev.sluice.kernel.generated.Passes;
import java.util.Arrays;

/** Generated runs with vectors, in whose place plain loops stand until C2 has compiled them. */
final class WarmingPasses implements Passes {

  /** Of a rehearsal. */
  private static final int ROWS = 4;

  /** Of a rehearsal, for each stage at most. */
  private static final int UNITS = 64;

  private final Passes vectors;
  private final Passes plain;
  private final int lanes;

  /** For each run, operations on each unit. */
  private final int[] weights;

  private final WarmUp[] warmUps;

  /**
   * Both have the same runs.
   *
   * @param lanes floats per vector
   * @param weights for each run {@link Run#weight}
   */
  WarmingPasses(Passes vectors, Passes plain, int lanes, int[] weights) {
    this.vectors = vectors;
    this.plain = plain;
    this.lanes = lanes;
    this.weights = weights;
    warmUps = new WarmUp[weights.length];
    Arrays.setAll(warmUps, _ -> new WarmUp());
  }

  @Override
  public void run(
      int run, float[][] a, int[] base, int[] stride, int[] rows, int from, int to, int[] units) {
    WarmUp warmUp = warmUps[run];
    if (warmUp.isOver()) {
      vectors.run(run, a, base, stride, rows, from, to, units);
      return;
    }
    long begin = System.nanoTime();
    plain.run(run, a, base, stride, rows, from, to, units);
    long end = System.nanoTime();
    if (warmUp.worked(end - begin)) {
      int last = Math.min(to, from + ROWS);
      long operations = (long) (last - from) * rehearse(run, a.length, rows, from, last, units);
      warmUp.rehearsed(operations, System.nanoTime() - end);
    }
  }

  /** Runs on operands that nobody reads; returns the operations for each row. */
  private int rehearse(int run, int arrays, int[] rows, int from, int to, int[] units) {
    float[][] a = new float[arrays][];
    Arrays.fill(a, WarmUp.WASTE);
    // What shrinks from rehearsal to rehearsal would come to numbers with which processors are
    // slow.
    Arrays.fill(WarmUp.WASTE, 0.5f);
    int[] zeros = new int[arrays];
    int[] some = new int[units.length];
    Arrays.setAll(some, stage -> Math.min(units[stage], UNITS));
    vectors.run(run, a, zeros, zeros, rows, from, to, some);
    return weights[run] * Math.ceilDiv(Arrays.stream(some).max().orElse(0), lanes);
  }
}
