package dev.sluice.peers.djl;

import static ai.djl.nn.Activation.sigmoid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.sluice.peers.work.Trial;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cells that libtorch has no layer for, written from their papers with libtorch's operations and
 * differentiated by it.
 */
final class LibtorchOperations {
  private LibtorchOperations() {}

  /** One step of a cell. */
  private interface Step {
    /**
     * @param p the parameters by name
     * @param x {@code [batch, input]}
     * @param s the previous states by name, {@code [batch, hidden]}
     * @return the new states by name
     */
    Map<String, NDArray> apply(Map<String, NDArray> p, NDArray x, Map<String, NDArray> s);
  }

  /** PyTorch's default, added to the variance. */
  private static final float EPSILON = 1e-5f;

  private static final Map<String, Step> CELLS =
      Map.of(
          "gru-v3", LibtorchOperations::gruV3,
          "lstm-peephole", LibtorchOperations::lstmPeephole,
          "lstm-layernorm", (p, x, s) -> lstmLayerNorm(p, x, s, LibtorchOperations::defined));

  private static final Step FUSED = (p, x, s) -> lstmLayerNorm(p, x, s, LibtorchOperations::fused);

  /**
   * Cho et al. 2014, arXiv 1406.1078v3: the reset gate acts on the state before the product. With
   * biases, which the paper leaves out.
   */
  private static Map<String, NDArray> gruV3(
      Map<String, NDArray> p, NDArray x, Map<String, NDArray> s) {
    NDArray h = s.get("h");
    NDArray reset = sigmoid(sum(p, "r", x, h));
    NDArray update = sigmoid(sum(p, "z", x, h));
    NDArray candidate = sum(p, "n", x, reset.mul(h)).tanh();
    return Map.of("h", update.mul(h).add(oneMinus(update).mul(candidate)));
  }

  /**
   * Gers & Schmidhuber 2000, Recurrent nets that time and count: input and forget gate see the
   * previous cell state, the output gate the new one.
   */
  private static Map<String, NDArray> lstmPeephole(
      Map<String, NDArray> p, NDArray x, Map<String, NDArray> s) {
    NDArray h = s.get("h");
    NDArray c = s.get("c");
    NDArray input = sigmoid(sum(p, "i", x, h).add(p.get("p_i").mul(c)));
    NDArray forget = sigmoid(sum(p, "f", x, h).add(p.get("p_f").mul(c)));
    NDArray candidate = sum(p, "g", x, h).tanh();
    NDArray cell = forget.mul(c).add(input.mul(candidate));
    NDArray output = sigmoid(sum(p, "o", x, h).add(p.get("p_o").mul(cell)));
    return Map.of("h", output.mul(cell.tanh()), "c", cell);
  }

  /**
   * Ba, Kiros & Hinton 2016, arXiv 1607.06450: the two products are normalized apart, each with a
   * gain, and the cell state only on its way out. Here each gate is normalized by itself, and one
   * bias stands for the two shifts.
   */
  private static Map<String, NDArray> lstmLayerNorm(
      Map<String, NDArray> p, NDArray x, Map<String, NDArray> s, LayerNorm norm) {
    NDArray h = s.get("h");
    NDArray c = s.get("c");
    NDArray input = sigmoid(normalizedSum(p, "i", x, h, norm));
    NDArray forget = sigmoid(normalizedSum(p, "f", x, h, norm));
    NDArray candidate = normalizedSum(p, "g", x, h, norm).tanh();
    NDArray output = sigmoid(normalizedSum(p, "o", x, h, norm));
    NDArray cell = forget.mul(c).add(input.mul(candidate));
    NDArray shown = norm.apply(cell, p.get("g_h"), p.get("b_h")).tanh();
    return Map.of("h", output.mul(shown), "c", cell);
  }

  /** W x + U h + b. */
  private static NDArray sum(Map<String, NDArray> p, String gate, NDArray x, NDArray h) {
    return product(p.get("W_" + gate), x)
        .add(product(p.get("U_" + gate), h))
        .add(p.get("b_" + gate));
  }

  /** LN(W x; gain, b) + LN(U h; gain, 0). */
  private static NDArray normalizedSum(
      Map<String, NDArray> p, String gate, NDArray x, NDArray h, LayerNorm norm) {
    NDArray b = p.get("b_" + gate);
    return norm.apply(product(p.get("W_" + gate), x), p.get("gw_" + gate), b)
        .add(norm.apply(product(p.get("U_" + gate), h), p.get("gu_" + gate), b.zerosLike()));
  }

  /** Layer normalization of each row. */
  private interface LayerNorm {
    NDArray apply(NDArray rows, NDArray gain, NDArray shift);
  }

  /** As the paper defines it. */
  private static NDArray defined(NDArray rows, NDArray gain, NDArray shift) {
    int[] units = {1};
    NDArray centered = rows.sub(rows.mean(units, true));
    NDArray variance = centered.square().mean(units, true);
    return centered.div(variance.add(EPSILON).sqrt()).mul(gain).add(shift);
  }

  /** As libtorch does it in one operation. */
  private static NDArray fused(NDArray rows, NDArray gain, NDArray shift) {
    Shape units = new Shape(rows.getShape().get(1));
    return rows.getNDArrayInternal()
        .layerNorm(rows, units, gain, shift, EPSILON)
        .singletonOrThrow();
  }

  /** A matrix times each row. */
  private static NDArray product(NDArray matrix, NDArray rows) {
    return rows.matMul(matrix.transpose());
  }

  private static NDArray oneMinus(NDArray v) {
    return v.neg().add(1);
  }

  static Map<String, float[]> answer(Trial trial) {
    try (Prepared prepared = prepare(trial, CELLS.get(trial.cell().name()))) {
      return prepared.answer();
    }
  }

  /** The same for {@code lstm-layernorm} with libtorch's own layer normalization. */
  static Map<String, float[]> answerFused(Trial trial) {
    try (Prepared prepared = prepare(trial, FUSED)) {
      return prepared.answer();
    }
  }

  /** As fast as libtorch's operations can be: normalized in one operation. */
  static Prepared prepareFastest(Trial trial) {
    String cell = trial.cell().name();
    return prepare(trial, cell.equals("lstm-layernorm") ? FUSED : CELLS.get(cell));
  }

  private static Prepared prepare(Trial trial, Step cell) {
    Trial.Shape shape = trial.shape();
    Map<String, float[]> gradients = new LinkedHashMap<>();
    gradients.put("output", trial.outputGradient());
    Libtorch.Leaves leaves = new Libtorch.Leaves();
    leaves.add("x", trial.x(), shape.steps(), shape.batch(), shape.input());
    for (int i = 0; i < trial.layers().size(); i++) {
      Trial.Layer layer = trial.layers().get(i);
      String prefix = "layer" + i + ".";
      layer
          .parameters()
          .forEach(
              (name, v) -> {
                if (trial.cell().shapes().parameter(name).isMatrix()) {
                  leaves.add(prefix + name, v, shape.hidden(), v.length / shape.hidden());
                } else {
                  leaves.add(prefix + name, v, shape.hidden());
                }
              });
      layer
          .states()
          .forEach(
              (name, v) -> {
                if (layer.stateGradients().isEmpty()) {
                  leaves.constant(prefix + name, v, shape.batch(), shape.hidden());
                } else {
                  leaves.add(prefix + name, v, shape.batch(), shape.hidden());
                }
              });
      layer.stateGradients().forEach((name, v) -> gradients.put(prefix + name + "'", v));
    }
    return new Prepared(leaves, given -> run(trial, cell, given), gradients, raw -> raw);
  }

  private static Map<String, NDArray> run(Trial trial, Step cell, Map<String, NDArray> given) {
    Map<String, NDArray> outcomes = new LinkedHashMap<>();
    NDList sequence = new NDList();
    for (int step = 0; step < trial.shape().steps(); step++) {
      sequence.add(given.get("x").get(step));
    }
    for (int i = 0; i < trial.layers().size(); i++) {
      String prefix = "layer" + i + ".";
      Map<String, NDArray> parameters = new LinkedHashMap<>();
      Map<String, NDArray> states = new LinkedHashMap<>();
      for (String name : trial.layers().get(i).parameters().keySet()) {
        parameters.put(name, given.get(prefix + name));
      }
      for (String name : trial.layers().get(i).states().keySet()) {
        states.put(name, given.get(prefix + name));
      }
      NDList outputs = new NDList();
      for (NDArray x : sequence) {
        states = cell.apply(parameters, x, states);
        outputs.add(states.get("h"));
      }
      states.forEach((name, last) -> outcomes.put(prefix + name + "'", last));
      sequence = outputs;
    }
    outcomes.put("output", NDArrays.stack(sequence));
    return outcomes;
  }
}
