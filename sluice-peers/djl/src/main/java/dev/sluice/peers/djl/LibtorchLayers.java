package dev.sluice.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.nn.recurrent.RNN;
import dev.sluice.peers.work.Arrangement;
import dev.sluice.peers.work.Trial;
import java.util.LinkedHashMap;
import java.util.Map;

/** libtorch's own RNN, LSTM and GRU, all layers in one call. */
final class LibtorchLayers {
  private LibtorchLayers() {}

  static Map<String, float[]> answer(Trial trial) {
    try (Prepared prepared = prepare(trial)) {
      return prepared.answer();
    }
  }

  static Prepared prepare(Trial trial) {
    Arrangement arrangement = new Arrangement(trial);
    Libtorch.Leaves leaves = new Libtorch.Leaves();
    for (Arrangement.Leaf leaf : arrangement.leaves()) {
      if (leaf.wanted()) {
        leaves.add(leaf.name(), leaf.values(), leaf.dimensions());
      } else {
        leaves.constant(leaf.name(), leaf.values(), leaf.dimensions());
      }
    }
    String cell = trial.cell().name();
    int layers = trial.layers().size();
    return new Prepared(
        leaves,
        given -> run(cell, layers, given),
        arrangement.outcomeGradients(),
        arrangement::unpacked);
  }

  private static Map<String, NDArray> run(String cell, int layers, Map<String, NDArray> given) {
    NDArray x = given.get("x");
    NDArray h = given.get("h");
    NDList parameters = new NDList();
    for (String name : Arrangement.parameters(layers)) {
      parameters.add(given.get(name));
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
}
