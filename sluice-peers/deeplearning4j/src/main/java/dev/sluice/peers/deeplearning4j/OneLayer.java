package dev.sluice.peers.deeplearning4j;

import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Trial;
import dev.sluice.peers.work.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A network of one LSTM, its errors given from outside. */
final class OneLayer implements Work {
  /** Deeplearning4j's order of the gates, side by side in the columns of its matrices. */
  private static final List<String> GATES = List.of("g", "f", "o", "i");

  private final Trial trial;
  private final MultiLayerNetwork network;

  /** {@code [batch, size, step]}, as Deeplearning4j wants it. */
  private final INDArray x;

  private final INDArray outputGradient;
  private final boolean back;

  OneLayer(Task.Layer task) {
    trial = Trial.of(task);
    back = task.pass() != Task.Pass.FORWARD;
    int hidden = trial.shape().hidden();
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new LSTM.Builder()
                    .nIn(trial.shape().input())
                    .nOut(hidden)
                    .activation(Activation.TANH)
                    .gateActivationFunction(Activation.SIGMOID)
                    .build())
            .build();
    network = new MultiLayerNetwork(configuration);
    network.init();
    Map<String, float[]> parameters = trial.layers().getFirst().parameters();
    network.getLayer(0).setParam("W", stacked(parameters, "W"));
    network.getLayer(0).setParam("RW", stacked(parameters, "U"));
    network.getLayer(0).setParam("b", stacked(parameters, "b"));
    x = sequence(trial.x());
    outputGradient = back ? sequence(trial.outputGradient()) : x;
  }

  /** {@code [columns, 4 · hidden]} from a matrix {@code [hidden, columns]} for each gate. */
  private INDArray stacked(Map<String, float[]> parameters, String stem) {
    int hidden = trial.shape().hidden();
    INDArray[] blocks =
        GATES.stream()
            .map(gate -> parameters.get(stem + "_" + gate))
            .map(v -> Nd4j.createFromArray(v).reshape(hidden, v.length / hidden).transpose())
            .toArray(INDArray[]::new);
    return Nd4j.hstack(blocks).dup('f');
  }

  private INDArray sequence(float[] values) {
    Trial.Shape shape = trial.shape();
    return Nd4j.createFromArray(values)
        .reshape(shape.steps(), shape.batch(), values.length / shape.steps() / shape.batch())
        .permute(1, 2, 0)
        .dup('f');
  }

  /** {@code [step, batch, size]} as we have it. */
  private static float[] toArray(INDArray sequence) {
    return sequence.permute(2, 0, 1).dup('c').data().asFloat();
  }

  @Override
  public Map<String, float[]> answer() {
    Map<String, float[]> answer = new LinkedHashMap<>();
    answer.put("output", toArray(forward()));
    if (back) {
      Pair<Gradient, INDArray> gradients = backward();
      answer.put("d.x", toArray(gradients.getSecond()));
      Map<String, INDArray> byName = gradients.getFirst().gradientForVariable();
      unstack(answer, "W", byName.get("0_W"));
      unstack(answer, "U", byName.get("0_RW"));
      unstack(answer, "b", byName.get("0_b"));
    }
    return answer;
  }

  /** A matrix {@code [hidden, columns]} for each gate, from {@code [columns, 4 · hidden]}. */
  private void unstack(Map<String, float[]> answer, String stem, INDArray all) {
    int hidden = trial.shape().hidden();
    INDArray rows = all.reshape(-1, GATES.size() * hidden).transpose().dup('c');
    for (int g = 0; g < GATES.size(); g++) {
      INDArray block =
          rows.get(NDArrayIndex.interval(g * hidden, (g + 1) * hidden), NDArrayIndex.all());
      answer.put("d.layer0." + stem + "_" + GATES.get(g), block.dup('c').data().asFloat());
    }
  }

  private INDArray forward() {
    if (!back) {
      return network.output(x);
    }
    network.setInput(x);
    return network.feedForward(true, false).getLast();
  }

  private Pair<Gradient, INDArray> backward() {
    return network.backpropGradient(outputGradient, LayerWorkspaceMgr.noWorkspaces());
  }

  @Override
  public void run() {
    forward();
    if (back) {
      backward();
    }
  }
}
