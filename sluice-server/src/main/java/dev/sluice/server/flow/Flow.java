package dev.sluice.server.flow;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.data.Batch;
import dev.sluice.inspect.Gate;
import dev.sluice.inspect.GradientFlow;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Gradients;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import dev.sluice.server.cells.TypedCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a gradient on its way back through a cell that has learned nothing yet.
 *
 * @param states the gradients of one loss at the last step, by each state at each step before
 */
record Flow(String name, List<Path> paths, List<OfState> states) {
  private static final String LAYER = "layer0";

  /**
   * What comes through some of the states, by lag from 0 on.
   *
   * @param path {@code all}, or a state
   * @param log10 of the largest singular value of the Jacobian product; null where nothing comes
   *     through
   * @param mean of its mean over directions
   * @param verdict {@code remembers}, {@code forgets} or {@code explodes}
   */
  record Path(String path, double[] log10, double[] mean, double perStep, String verdict) {}

  /** The decimal logarithm of the norm of the gradient by a state, by lag from 0 on. */
  record OfState(String state, double[] gradient) {}

  static Flow of(
      TypedCell typed,
      @Nullable Double forgetBias,
      @Nullable Double scale,
      int lag,
      double clip,
      long seed) {
    Cell cell = typed.cell();
    int input = typed.sizes().input();
    Model model = Model.of(seed, Layer.input(input), Layer.recurrent(cell, typed.sizes().hidden()));
    change(model, typed, forgetBias, scale);
    Batch batch = batch(lag + 1, input, seed);
    GradientFlow flow = GradientFlow.of(model, LAYER, batch, lag, Workers.single());
    return new Flow(cell.name(), paths(flow), states(model, batch, clip, seed));
  }

  static List<Path> paths(GradientFlow flow) {
    return flow.paths().stream()
        .map(
            one ->
                new Path(
                    one.name(),
                    one.largest(),
                    one.mean(),
                    one.perStep(),
                    one.verdict().name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** Before anybody has run the model. */
  private static void change(
      Model model, TypedCell typed, @Nullable Double forgetBias, @Nullable Double scale) {
    Map<String, Integer> keeping = keeping(typed.cell());
    for (Shapes.Parameter parameter : typed.cell().shapes().parameters()) {
      float[] values = model.parameters().tensor(LAYER + "." + parameter.name()).values();
      if (forgetBias != null && keeping.containsKey(parameter.name())) {
        Arrays.fill(values, forgetBias.floatValue() * keeping.get(parameter.name()));
      }
      if (scale != null) {
        scaleRecurrent(parameter, typed.sizes(), values, scale.floatValue());
      }
    }
    model.parameters().changed();
  }

  private static void scaleRecurrent(
      Shapes.Parameter parameter, Sizes sizes, float[] values, float scale) {
    int from = 0;
    for (Shapes.Block block : parameter.blocks()) {
      int to = from + sizes.of(block.size());
      if (block.kind() == Shapes.Kind.RECURRENT) {
        int columns = sizes.of(parameter.columns());
        for (int at = 0; at < values.length; at++) {
          values[at] *= at % columns >= from && at % columns < to ? scale : 1;
        }
      }
      from = to;
    }
  }

  /**
   * The biases of the gates that say how much of a state stays, with 1; with −1 where one minus the
   * gate says so.
   */
  private static Map<String, Integer> keeping(Cell cell) {
    Map<String, Integer> keeping = new HashMap<>();
    for (Gate gate : Gate.of(cell)) {
      if (gate.keeps() != null) {
        keeping.put("b_" + gate.name(), gate.rest() ? -1 : 1);
      }
    }
    return keeping;
  }

  private static Batch batch(int steps, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch batch = new Batch();
    batch.shape(steps, 1);
    float[] features = batch.features(size);
    for (int i = 0; i < steps * size; i++) {
      features[i] = (float) random.nextGaussian();
    }
    return batch;
  }

  /** Of a random sum of the last output, clipped as a training would: all gradients together. */
  private static List<OfState> states(Model model, Batch batch, double clip, long seed) {
    Model probed = model.probed();
    Pass pass = Pass.training(probed, Workers.single());
    float[] output = pass.trace(batch, State.of(probed, 1));
    int size = probed.outputSize();
    int last = (batch.steps() - 1) * size;
    Arrays.fill(output, 0, last, 0);
    SplittableRandom random = new SplittableRandom(seed + 1);
    for (int unit = 0; unit < size; unit++) {
      output[last + unit] = (float) (random.nextGaussian() / Math.sqrt(size));
    }
    Gradients gradients = Gradients.of(model.parameters());
    pass.backward(output, gradients);
    double norm = norm(gradients);
    double factor = clip > 0 && norm > clip ? clip / norm : 1;
    List<OfState> states = new ArrayList<>();
    for (Tensor gradient : pass.stateGradients()) {
      if (gradient.name().startsWith(LAYER + ".")) {
        states.add(
            new OfState(gradient.name().substring(LAYER.length() + 1), byLag(gradient, factor)));
      }
    }
    return states;
  }

  private static double norm(Gradients gradients) {
    double squares = 0;
    for (Tensor tensor : gradients.tensors()) {
      for (float value : tensor.values()) {
        squares += (double) value * value;
      }
    }
    return Math.sqrt(squares);
  }

  private static double[] byLag(Tensor gradient, double factor) {
    int steps = gradient.shape().getFirst();
    int size = gradient.shape().getLast();
    double[] logarithms = new double[steps];
    for (int step = 0; step < steps; step++) {
      double squares = 0;
      for (int unit = 0; unit < size; unit++) {
        double value = gradient.values()[step * size + unit];
        squares += value * value;
      }
      logarithms[steps - 1 - step] = Math.log10(Math.sqrt(squares) * factor);
    }
    return logarithms;
  }
}
