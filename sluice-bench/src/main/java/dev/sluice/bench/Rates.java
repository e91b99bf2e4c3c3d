package dev.sluice.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a benchmark gets done; JMH divides it by the time, so that it becomes Gflop/s. */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Rates {
  /**
   * Billions of operations in matrix products, two for each multiply-add. The other operations are
   * left out, as is the custom where recurrent networks are compared.
   */
  public double gflop;
}
