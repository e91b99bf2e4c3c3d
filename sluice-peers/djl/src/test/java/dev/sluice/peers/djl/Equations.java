package dev.sluice.peers.djl;

import dev.sluice.cell.Backpropagation;
import dev.sluice.cell.Moment;
import dev.sluice.peers.work.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cell's own equations in double, row by row: says who is off where two sides differ. */
final class Equations {
  private Equations() {}

  static Map<String, double[]> answer(Trial trial) {
    Map<String, double[]> answer = new LinkedHashMap<>();
    for (int row = 0; row < trial.shape().batch(); row++) {
      row(trial, row, answer);
    }
    return answer;
  }

  private static void row(Trial trial, int row, Map<String, double[]> answer) {
    Trial.Shape shape = trial.shape();
    List<List<double[]>> inputs = new ArrayList<>();
    inputs.add(steps(trial.x(), row, shape, shape.input()));
    List<double[]> zero = new ArrayList<>();
    for (int s = 0; s < shape.steps(); s++) {
      zero.add(new double[shape.hidden()]);
    }
    for (Trial.Layer layer : trial.layers()) {
      inputs.add(run(trial, layer, row, inputs.getLast(), zero).outputs());
    }
    put(answer, "output", inputs.getLast(), row, shape);
    List<double[]> gradient = steps(trial.outputGradient(), row, shape, shape.hidden());
    for (int i = shape.layers() - 1; i >= 0; i--) {
      Trial.Layer layer = trial.layers().get(i);
      Backpropagation.Result result = run(trial, layer, row, inputs.get(i), gradient);
      gradient = result.inputs().stream().map(g -> g.get("x")).toList();
      String prefix = "layer" + i + ".";
      for (String state : layer.states().keySet()) {
        put(answer, prefix + state + "'", List.of(result.last(state)), row, shape);
        put(answer, "d." + prefix + state, List.of(result.initial().get(state)), row, shape);
      }
      result
          .parameters()
          .forEach((name, g) -> answer.merge("d." + prefix + name, g, Equations::sum));
    }
    put(answer, "d.x", gradient, row, shape);
  }

  private static Backpropagation.Result run(
      Trial trial,
      Trial.Layer layer,
      int row,
      List<double[]> inputs,
      List<double[]> outputGradients) {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    layer.parameters().forEach((name, v) -> parameters.put(name, part(v, 0, v.length)));
    int hidden = trial.shape().hidden();
    Map<String, double[]> states = new LinkedHashMap<>();
    layer.states().forEach((name, v) -> states.put(name, part(v, row * hidden, hidden)));
    Map<String, double[]> stateGradients = new LinkedHashMap<>();
    layer
        .stateGradients()
        .forEach((name, v) -> stateGradients.put(name, part(v, row * hidden, hidden)));
    List<Map<String, double[]>> named = inputs.stream().map(x -> Map.of("x", x)).toList();
    return new Backpropagation(trial.cell(), layer.sizes())
        .run(Moment.START, parameters, named, states, outputGradients, stateGradients);
  }

  private static List<double[]> steps(float[] all, int row, Trial.Shape shape, int size) {
    List<double[]> steps = new ArrayList<>();
    for (int s = 0; s < shape.steps(); s++) {
      steps.add(part(all, (s * shape.batch() + row) * size, size));
    }
    return steps;
  }

  private static void put(
      Map<String, double[]> answer, String name, List<double[]> steps, int row, Trial.Shape shape) {
    int size = steps.getFirst().length;
    double[] all =
        answer.computeIfAbsent(name, _ -> new double[steps.size() * shape.batch() * size]);
    for (int s = 0; s < steps.size(); s++) {
      System.arraycopy(steps.get(s), 0, all, (s * shape.batch() + row) * size, size);
    }
  }

  private static double[] part(float[] v, int from, int n) {
    double[] part = new double[n];
    for (int i = 0; i < n; i++) {
      part[i] = v[from + i];
    }
    return part;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }
}
