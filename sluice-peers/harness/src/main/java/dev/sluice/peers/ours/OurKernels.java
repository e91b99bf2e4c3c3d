package dev.sluice.peers.ours;

import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Tape;
import dev.sluice.kernel.Weights;
import dev.sluice.kernel.Workers;
import dev.sluice.peers.work.Trial;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One kernel of ours for each layer of a trial. */
public final class OurKernels implements AutoCloseable {
  private final Trial trial;
  private final Workers workers;

  /** An array, since reading it allocates nothing. */
  private final Layer[] layers;

  /** Loads the numbers; computes on as many threads. */
  public OurKernels(Trial trial, int threads) {
    this.trial = trial;
    workers = new Workers(threads);
    layers = new Layer[trial.layers().size()];
    float[] between = trial.x();
    for (int i = 0; i < layers.length; i++) {
      layers[i] = new Layer(trial.layers().get(i), between);
      between = layers[i].output;
    }
  }

  /** Everything that comes out of one run there and, if the trial has gradients, back. */
  public static Map<String, float[]> answer(Trial trial) {
    try (OurKernels kernels = new OurKernels(trial, 1)) {
      return kernels.answer();
    }
  }

  /** What comes out of the first run. */
  Map<String, float[]> answer() {
    Map<String, float[]> answer = new LinkedHashMap<>();
    boolean back = trial.outputGradient().length > 0;
    if (back) {
      training();
      answer.put("d.x", layers[0].inputGradients[0]);
    } else {
      forward();
    }
    answer.put("output", layers[layers.length - 1].output);
    for (int i = 0; i < layers.length; i++) {
      layers[i].results("layer" + i + ".", back, answer);
    }
    return answer;
  }

  /** Inference: the weights are as they were. */
  void forward() {
    for (Layer layer : layers) {
      layer.run(false);
    }
  }

  /** What an update needs: the weights are new, and all gradients are wanted. */
  void training() {
    for (Layer layer : layers) {
      layer.weights.pack(layer.parameters, workers, true);
      layer.run(true);
    }
    float[] between = trial.outputGradient();
    for (int i = layers.length - 1; i >= 0; i--) {
      layers[i].backward(between);
      between = layers[i].inputGradients[0];
    }
  }

  /** Ends the worker threads. */
  @Override
  public void close() {
    workers.close();
  }

  /** A layer during one run; all that depends on how a kernel is called stands here. */
  private final class Layer {
    private final Kernel kernel;
    private final Weights weights;
    private final Tape tape;
    private final float[][] parameters;
    private final float[][] parameterGradients;
    private final float[][] states;
    private final float @Nullable [][] stateGradients;
    private final float[][] inputs;
    private final float[][] inputGradients;
    private final float[] output;

    Layer(Trial.Layer layer, float[] input) {
      kernel = Kernel.of(trial.cell(), layer.sizes());
      weights = kernel.weights();
      tape = kernel.tape();
      parameters = layer.parameters().values().toArray(float[][]::new);
      weights.pack(parameters, workers, true);
      parameterGradients =
          Arrays.stream(parameters).map(p -> new float[p.length]).toArray(float[][]::new);
      states = carried(layer.states());
      stateGradients = layer.stateGradients().isEmpty() ? null : carried(layer.stateGradients());
      inputs = new float[][] {input};
      inputGradients = new float[1][input.length];
      output = new float[trial.shape().steps() * trial.shape().batch() * kernel.outputSize()];
    }

    private float[][] carried(Map<String, float[]> byName) {
      return kernel.stateNames().stream()
          .map(name -> byName.get(name).clone())
          .toArray(float[][]::new);
    }

    void run(boolean training) {
      Trial.Shape shape = trial.shape();
      kernel.run(
          weights,
          tape,
          workers,
          training,
          shape.steps(),
          shape.batch(),
          trial.lengths(),
          inputs,
          states,
          output);
    }

    void backward(float[] outputGradient) {
      kernel.backward(
          weights,
          tape,
          workers,
          outputGradient,
          inputGradients,
          parameterGradients,
          stateGradients);
    }

    void results(String layer, boolean back, Map<String, float[]> answer) {
      for (int i = 0; i < states.length; i++) {
        String name = layer + kernel.stateNames().get(i);
        answer.put(name + "'", states[i]);
        if (stateGradients != null) {
          answer.put("d." + name, stateGradients[i]);
        }
      }
      for (int i = 0; back && i < parameterGradients.length; i++) {
        String name = kernel.cell().shapes().parameters().get(i).name();
        answer.put("d." + layer + name, parameterGradients[i]);
      }
    }
  }
}
