package dev.sluice.bench;

import dev.sluice.kernel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Fused multiply-adds that wait neither for each other nor for memory. */
public final class FmaLoop implements AutoCloseable {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private static final int TURNS = 1_000_000;

  /**
   * Two units times a latency of four to five; with the two factors it still fits the 16 registers
   * that the smallest machines have.
   */
  private static final int CHAINS = 12;

  private final Workers.Task task = this::part;
  private final Workers workers;
  private final float[] results;

  /** On as many threads, each of which does the whole loop. */
  public FmaLoop(int threads) {
    workers = new Workers(threads);
    results = new float[threads];
  }

  /** Billions of operations in one run, two for each multiply-add. */
  public double gflop() {
    return 2e-9 * TURNS * CHAINS * SPECIES.length() * results.length;
  }

  /**
   * Runs the loop once on each thread.
   *
   * @return what came out, so that it cannot be left out
   */
  public float[] run() {
    workers.run(task);
    return results;
  }

  /** Ends the worker threads. */
  @Override
  public void close() {
    workers.close();
  }

  private void part(int part, int parts) {
    results[part] = chains(0.999f, 0.001f);
  }

  /** Plain locals, because a vector in an array would be an object. */
  private static float chains(float factor, float other) {
    FloatVector a = FloatVector.broadcast(SPECIES, factor);
    FloatVector b = FloatVector.broadcast(SPECIES, other);
    FloatVector c0 = FloatVector.broadcast(SPECIES, 0);
    FloatVector c1 = FloatVector.broadcast(SPECIES, 1);
    FloatVector c2 = FloatVector.broadcast(SPECIES, 2);
    FloatVector c3 = FloatVector.broadcast(SPECIES, 3);
    FloatVector c4 = FloatVector.broadcast(SPECIES, 4);
    FloatVector c5 = FloatVector.broadcast(SPECIES, 5);
    FloatVector c6 = FloatVector.broadcast(SPECIES, 6);
    FloatVector c7 = FloatVector.broadcast(SPECIES, 7);
    FloatVector c8 = FloatVector.broadcast(SPECIES, 8);
    FloatVector c9 = FloatVector.broadcast(SPECIES, 9);
    FloatVector c10 = FloatVector.broadcast(SPECIES, 10);
    FloatVector c11 = FloatVector.broadcast(SPECIES, 11);
    for (int i = 0; i < TURNS; i++) {
      c0 = c0.fma(a, b);
      c1 = c1.fma(a, b);
      c2 = c2.fma(a, b);
      c3 = c3.fma(a, b);
      c4 = c4.fma(a, b);
      c5 = c5.fma(a, b);
      c6 = c6.fma(a, b);
      c7 = c7.fma(a, b);
      c8 = c8.fma(a, b);
      c9 = c9.fma(a, b);
      c10 = c10.fma(a, b);
      c11 = c11.fma(a, b);
    }
    FloatVector sum = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
    return sum.add(c6).add(c7).add(c8).add(c9).add(c10).add(c11).reduceLanes(VectorOperators.ADD);
  }
}
