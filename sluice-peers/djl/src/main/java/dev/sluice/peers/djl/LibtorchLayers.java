package dev.sluice.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.nn.recurrent.RNN;
import dev.sluice.cell.Cell;
import dev.sluice.peers.work.Trial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** libtorch's own RNN, LSTM and GRU, all layers in one call. */
final class LibtorchLayers {
  /** In what order libtorch stacks the gates in each of its four arrays per layer. */
  private static final Map<String, List<String>> GATES =
      Map.of(
          "elman", List.of("h"),
          "lstm", List.of("i", "f", "g", "o"),
          "gru", List.of("r", "z", "n"));

  /** Those four arrays, by the stem of the parameters that they hold. libtorch has two biases. */
  private static final List<String> STEMS = List.of("W", "U", "b", "b2");

  private LibtorchLayers() {}

  static Map<String, float[]> answer(Trial trial) {
    try (Prepared prepared = prepare(trial)) {
      return prepared.answer();
    }
  }

  /** Whether libtorch has layers of this cell. */
  static boolean has(Cell cell) {
    return GATES.containsKey(cell.name());
  }

  static Prepared prepare(Trial trial) {
    int layers = trial.layers().size();
    int batch = trial.shape().batch();
    int hidden = trial.shape().hidden();
    List<String> gates = GATES.get(trial.cell().name());
    List<String> states = List.copyOf(trial.layers().getFirst().states().keySet());
    boolean ends = !trial.layers().getFirst().stateGradients().isEmpty();
    Map<String, float[]> gradients = new LinkedHashMap<>();
    if (trial.outputGradient().length > 0) {
      gradients.put("output", trial.outputGradient());
    }
    Libtorch.Leaves leaves = new Libtorch.Leaves();
    leaves.add("x", trial.x(), trial.shape().steps(), batch, trial.shape().input());
    for (String state : states) {
      float[] starts = concatenated(trial.layers().stream().map(l -> l.states().get(state)));
      if (ends) {
        leaves.add(state, starts, layers, batch, hidden);
        gradients.put(
            state + "'",
            concatenated(trial.layers().stream().map(l -> l.stateGradients().get(state))));
      } else {
        leaves.constant(state, starts, layers, batch, hidden);
      }
    }
    for (int i = 0; i < layers; i++) {
      Trial.Layer layer = trial.layers().get(i);
      for (String stem : STEMS) {
        // Where our cell has one bias, the second is zero.
        float[] blocks =
            concatenated(
                gates.stream()
                    .map(g -> layer.parameters().getOrDefault(stem + "_" + g, new float[hidden])));
        long rows = (long) gates.size() * hidden;
        if (stem.startsWith("b")) {
          leaves.add(i + stem, blocks, rows);
        } else {
          leaves.add(i + stem, blocks, rows, blocks.length / rows);
        }
      }
    }
    String cell = trial.cell().name();
    return new Prepared(
        leaves,
        given -> run(cell, layers, given),
        gradients,
        raw -> unpacked(trial, gates, states, raw));
  }

  private static Map<String, NDArray> run(String cell, int layers, Map<String, NDArray> given) {
    NDArray x = given.get("x");
    NDArray h = given.get("h");
    NDList parameters = new NDList();
    for (int i = 0; i < layers; i++) {
      for (String stem : STEMS) {
        parameters.add(given.get(i + stem));
      }
    }
    NDArrayEx libtorch = x.getNDArrayInternal();
    NDList results =
        switch (cell) {
          case "elman" ->
              libtorch.rnn(
                  x, h, parameters, true, layers, RNN.Activation.TANH, 0, true, false, false);
          case "lstm" ->
              libtorch.lstm(
                  x,
                  new NDList(h, given.get("c")),
                  parameters,
                  true,
                  layers,
                  0,
                  true,
                  false,
                  false);
          case "gru" -> libtorch.gru(x, h, parameters, true, layers, 0, true, false, false);
          default -> throw new IllegalArgumentException("libtorch has no layer for " + cell);
        };
    Map<String, NDArray> outcomes = new LinkedHashMap<>();
    outcomes.put("output", results.get(0));
    outcomes.put("h'", results.get(1));
    if (cell.equals("lstm")) {
      outcomes.put("c'", results.get(2));
    }
    return outcomes;
  }

  /** From libtorch's arrays back to one array for each layer and gate. */
  private static Map<String, float[]> unpacked(
      Trial trial, List<String> gates, List<String> states, Map<String, float[]> raw) {
    Map<String, float[]> answer = new LinkedHashMap<>();
    answer.put("output", raw.get("output"));
    int layers = trial.layers().size();
    for (String state : states) {
      for (int i = 0; i < layers; i++) {
        String name = "layer" + i + "." + state;
        answer.put(name + "'", Libtorch.part(raw.get(state + "'"), i, layers));
        if (raw.containsKey("d." + state)) {
          answer.put("d." + name, Libtorch.part(raw.get("d." + state), i, layers));
        }
      }
    }
    if (!raw.containsKey("d.x")) {
      return answer;
    }
    answer.put("d.x", raw.get("d.x"));
    for (int i = 0; i < layers; i++) {
      for (String stem : STEMS) {
        for (int g = 0; g < gates.size(); g++) {
          String name = stem + "_" + gates.get(g);
          if (trial.layers().get(i).parameters().containsKey(name)) {
            float[] blocks = raw.get("d." + i + stem);
            answer.put("d.layer" + i + "." + name, Libtorch.part(blocks, g, gates.size()));
          }
        }
      }
    }
    return answer;
  }

  private static float[] concatenated(Stream<float[]> arrays) {
    List<float[]> parts = arrays.toList();
    float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
