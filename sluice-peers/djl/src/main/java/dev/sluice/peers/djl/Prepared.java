package dev.sluice.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A network with its numbers loaded.
 *
 * @param outcomeGradients of what comes out, where it is not 0
 * @param unpacked from libtorch's arrays to one for each of ours
 */
record Prepared(
    Libtorch.Leaves leaves,
    Libtorch.Network network,
    Map<String, float[]> outcomeGradients,
    UnaryOperator<Map<String, float[]>> unpacked)
    implements AutoCloseable {

  /** What comes out, there and back. */
  Map<String, float[]> answer() {
    return unpacked.apply(leaves.differentiate(network, outcomeGradients));
  }

  /** The gradient of the output, {@code shape} its own. */
  NDArray outputGradient(Shape shape) {
    return leaves.array(Objects.requireNonNull(outcomeGradients.get("output")), shape);
  }

  @Override
  public void close() {
    leaves.close();
  }
}
