package dev.sluice.peers;

import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Tape;
import dev.sluice.kernel.Weights;
import dev.sluice.kernel.Workers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One kernel of ours for each layer. */
final class OurKernels {
  private OurKernels() {}

  static Map<String, float[]> answer(Trial trial) {
    List<Layer> layers = trial.layers().stream().map(l -> new Layer(trial, l)).toList();
    Map<String, float[]> answer = new LinkedHashMap<>();
    float[] between = trial.x();
    for (Layer layer : layers) {
      between = layer.run(between);
    }
    answer.put("output", between);
    between = trial.outputGradient();
    for (Layer layer : layers.reversed()) {
      between = layer.backward(between);
    }
    answer.put("d.x", between);
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).results("layer" + i + ".", answer);
    }
    return answer;
  }

  /** A layer during one run; all that depends on how a kernel is called stands here. */
  private static final class Layer {
    private final Trial.Shape shape;
    private final Kernel kernel;
    private final Weights weights;
    private final Tape tape;
    private final float[][] parameterGradients;
    private final float[][] states;
    private final float[][] stateGradients;

    Layer(Trial trial, Trial.Layer layer) {
      shape = trial.shape();
      kernel = Kernel.of(trial.cell(), layer.sizes());
      weights = kernel.weights();
      tape = kernel.tape();
      float[][] parameters = layer.parameters().values().toArray(float[][]::new);
      weights.pack(parameters, Workers.single(), true);
      parameterGradients =
          Arrays.stream(parameters).map(p -> new float[p.length]).toArray(float[][]::new);
      states = carried(layer.states());
      stateGradients = carried(layer.stateGradients());
    }

    private float[][] carried(Map<String, float[]> byName) {
      return kernel.stateNames().stream()
          .map(name -> byName.get(name).clone())
          .toArray(float[][]::new);
    }

    float[] run(float[] x) {
      float[] output = new float[shape.steps() * shape.batch() * kernel.outputSize()];
      kernel.run(
          weights,
          tape,
          Workers.single(),
          true,
          shape.steps(),
          shape.batch(),
          null,
          new float[][] {x},
          states,
          output);
      return output;
    }

    float[] backward(float[] outputGradient) {
      float[] inputGradient = new float[shape.steps() * shape.batch() * kernel.sizes().input()];
      kernel.backward(
          weights,
          tape,
          Workers.single(),
          outputGradient,
          new float[][] {inputGradient},
          parameterGradients,
          stateGradients);
      return inputGradient;
    }

    void results(String layer, Map<String, float[]> answer) {
      for (int i = 0; i < states.length; i++) {
        String name = layer + kernel.stateNames().get(i);
        answer.put(name + "'", states[i]);
        answer.put("d." + name, stateGradients[i]);
      }
      for (int i = 0; i < parameterGradients.length; i++) {
        String name = kernel.cell().shapes().parameters().get(i).name();
        answer.put("d." + layer + name, parameterGradients[i]);
      }
    }
  }
}
