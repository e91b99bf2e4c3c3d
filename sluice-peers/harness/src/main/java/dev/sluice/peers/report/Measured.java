package dev.sluice.peers.report;

import dev.sluice.peers.talk.Reply;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one system showed.
 *
 * @param version of the system
 * @param gflop billions of operations of one run
 * @param slices one for each round
 * @param resident the most memory that its process held, 0 where unknown
 */
public record Measured(
    Entry entry, String version, double gflop, List<Reply.Slice> slices, long resident) {
  /** Seconds of one run, for each round. */
  double[] times() {
    return slices.stream().mapToDouble(Reply.Slice::time).toArray();
  }

  /** Seconds of one run. */
  double time() {
    return median(Reply.Slice::time);
  }

  /** Billions of operations in a second. */
  public double gflops() {
    return gflop / time();
  }

  double median(ToDoubleFunction<Reply.Slice> value) {
    return Statistics.median(slices.stream().mapToDouble(value).toArray());
  }

  /** Bytes allocated in one run. */
  double bytes() {
    return median(slice -> (double) slice.bytes() / slice.runs());
  }

  /** How many times as fast as another, for the same number of operations. */
  double versus(Measured other) {
    return Statistics.ratio(other.times(), times()) * gflop / other.gflop;
  }
}
