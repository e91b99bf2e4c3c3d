package dev.sluice.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** PyTorch's native library, through DJL. */
final class Libtorch {
  private Libtorch() {}

  /**
   * Loads the library, once.
   *
   * @return its name and version
   * @throws IllegalStateException if it cannot be loaded; the message says why
   */
  static String load() {
    try {
      Engine engine = Engine.getEngine("PyTorch");
      return "libtorch " + engine.getVersion();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      String reasons =
          Stream.<Throwable>iterate(e, t -> t != null, Throwable::getCause)
              .map(Throwable::getMessage)
              .collect(Collectors.joining("; "));
      throw new IllegalStateException(
          ("libtorch could not be loaded on %s %s (%s). Maven brings it for one platform; choose"
                  + " yours with -Dlibtorch.platform=…, see sluice-peers/README.md.")
              .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), reasons),
          e);
    }
  }

  /** What is to be differentiated. */
  interface Network {
    /**
     * @param leaves by name, what {@link Leaves} was given
     * @return by name, what comes out
     */
    Map<String, NDArray> run(Map<String, NDArray> leaves);
  }

  /** The arrays whose gradients are wanted. */
  static final class Leaves implements AutoCloseable {
    private final NDManager manager = NDManager.newBaseManager();
    private final Map<String, NDArray> leaves = new LinkedHashMap<>();

    void add(String name, float[] values, long... shape) {
      NDArray leaf = manager.create(values, new Shape(shape));
      leaf.setRequiresGradient(true);
      leaves.put(name, leaf);
    }

    /**
     * Runs a network forward and back.
     *
     * @param outcomeGradients for each array that the network returns
     * @return each returned array under its name, and each leaf's gradient under {@code d.} and the
     *     leaf's name
     */
    Map<String, float[]> differentiate(Network network, Map<String, float[]> outcomeGradients) {
      Map<String, float[]> answer = new LinkedHashMap<>();
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        Map<String, NDArray> outcomes = network.run(leaves);
        NDArray loss = manager.create(0f);
        for (Map.Entry<String, NDArray> e : outcomes.entrySet()) {
          NDArray value = e.getValue();
          answer.put(e.getKey(), value.toFloatArray());
          NDArray weight = manager.create(outcomeGradients.get(e.getKey()), value.getShape());
          loss = loss.add(value.mul(weight).sum());
        }
        collector.backward(loss);
      }
      leaves.forEach((name, leaf) -> answer.put("d." + name, leaf.getGradient().toFloatArray()));
      return answer;
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  /** Part {@code index} of {@code parts} equal ones that lie one after the other. */
  static float[] part(float[] all, int index, int parts) {
    int length = all.length / parts;
    return Arrays.copyOfRange(all, index * length, (index + 1) * length);
  }
}
