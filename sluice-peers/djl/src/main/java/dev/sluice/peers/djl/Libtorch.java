package dev.sluice.peers.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private final Set<String> wanted = new LinkedHashSet<>();

    void add(String name, float[] values, long... shape) {
      leaves.put(name, manager.create(values, new Shape(shape)));
      wanted.add(name);
    }

    /** An array whose gradient nobody wants. */
    void constant(String name, float[] values, long... shape) {
      leaves.put(name, manager.create(values, new Shape(shape)));
    }

    NDArray leaf(String name) {
      return Objects.requireNonNull(leaves.get(name));
    }

    /** The leaves with another input and other states, whose results go to {@code manager}. */
    Map<String, NDArray> with(NDArray x, Map<String, NDArray> states, NDManager manager) {
      Map<String, NDArray> all = new LinkedHashMap<>(leaves);
      all.putAll(states);
      NDArray view = x.stopGradient();
      view.attach(manager);
      all.put("x", view);
      return all;
    }

    NDArray array(float[] values, Shape shape) {
      return manager.create(values, shape);
    }

    /** Runs a network forward, and forgets it. */
    void infer(Network network) {
      JniUtils.setGradMode(false);
      try (NDManager once = manager.newSubManager()) {
        network.run(views(once));
      }
    }

    /** Runs a network forward and back from {@code output}, and forgets it. */
    void train(Network network, NDArray outputGradient) {
      JniUtils.setGradMode(true);
      try (NDManager once = manager.newSubManager()) {
        NDArray output = network.run(differentiable(once)).get("output");
        JniUtils.backward((PtNDArray) output, (PtNDArray) outputGradient, false, false);
      }
    }

    /**
     * The same numbers in the same memory. What is computed from them ends with {@code manager}, as
     * DJL gives every result to the manager of its operand.
     */
    private Map<String, NDArray> views(NDManager manager) {
      Map<String, NDArray> views = new LinkedHashMap<>();
      leaves.forEach(
          (name, leaf) -> {
            NDArray view = leaf.stopGradient();
            view.attach(manager);
            views.put(name, view);
          });
      return views;
    }

    /** Such views as are without gradients so far and wait for some: nothing must be set to 0. */
    private Map<String, NDArray> differentiable(NDManager manager) {
      Map<String, NDArray> views = views(manager);
      wanted.forEach(name -> views.get(name).setRequiresGradient(true));
      return views;
    }

    /**
     * Runs a network forward and back.
     *
     * @param outcomeGradients for each array that the network returns, where it is not 0; without
     *     any there is no way back
     * @return each returned array under its name, and each leaf's gradient under {@code d.} and the
     *     leaf's name
     */
    Map<String, float[]> differentiate(Network network, Map<String, float[]> outcomeGradients) {
      JniUtils.setGradMode(!outcomeGradients.isEmpty());
      Map<String, float[]> answer = new LinkedHashMap<>();
      try (NDManager once = manager.newSubManager()) {
        Map<String, NDArray> leaves =
            outcomeGradients.isEmpty() ? views(once) : differentiable(once);
        Map<String, NDArray> outcomes = network.run(leaves);
        outcomes.forEach((name, value) -> answer.put(name, value.toFloatArray()));
        if (outcomeGradients.isEmpty()) {
          return answer;
        }
        NDArray loss = once.create(0f);
        for (Map.Entry<String, float[]> gradient : outcomeGradients.entrySet()) {
          NDArray value = outcomes.get(gradient.getKey());
          loss = loss.add(value.mul(once.create(gradient.getValue(), value.getShape())).sum());
        }
        JniUtils.backward((PtNDArray) loss, (PtNDArray) loss.onesLike(), false, false);
        for (String name : wanted) {
          answer.put("d." + name, leaves.get(name).getGradient().toFloatArray());
        }
      }
      return answer;
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
