package dev.sluice.kernel;

import dev.sluice.cell.Backpropagation;
import dev.sluice.cell.Cell;
import dev.sluice.cell.Draws;
import dev.sluice.cell.Interpreter;
import dev.sluice.cell.Moment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the equations of a cell give for a {@link Trial}, in double: the judge of its kernel. */
final class Equations {

  /**
   * What is smaller than this beside the largest number of a trial is lost in the rounding of a
   * float, 6e-8 of what it was added up from, and measured against it.
   */
  static final double FLOOR = 1e-4;

  private final Trial trial;
  private final Cell cell;
  private final Kernel kernel;
  private final double floor;

  Equations(Trial trial, double floor) {
    this.trial = trial;
    this.floor = floor;
    cell = trial.cell;
    kernel = trial.kernel;
  }

  /** The parameters by name. */
  static Map<String, double[]> named(Cell cell, float[][] parameters) {
    Map<String, double[]> named = new LinkedHashMap<>();
    for (int i = 0; i < parameters.length; i++) {
      String name = cell.shapes().parameters().get(i).name();
      named.put(name, toDouble(parameters[i], 0, parameters[i].length));
    }
    return named;
  }

  /** The largest difference of what the kernel gives, relative to the largest of each array. */
  double error(@Nullable Draws draws) {
    Trial.Outcome outcome = trial.run(kernel, 1, draws);
    Backpropagation judge = new Backpropagation(cell, trial.sizes);
    double[][] parameterSums = doubles(trial.parameters);
    double[] output = new double[outcome.output().length];
    double[][] back = doubles(trial.inputs);
    double[][] last = doubles(trial.states);
    double[][] carried = doubles(trial.states);
    Map<String, double[]> named = named(cell, trial.parameters);
    for (int b = 0; b < trial.batch; b++) {
      if (trial.clock() >= 0) {
        last[trial.clock()][b] =
            ((long) trial.states[trial.clock()][b] + trial.lengths[b]) % kernel.clockCycle;
      }
      Map<String, double[]> start = new Interpreter(cell, trial.sizes).starts();
      Map<String, double[]> end = new LinkedHashMap<>();
      for (int i = 0; i < trial.states.length; i++) {
        int size = kernel.stateSizes()[i];
        start.put(kernel.stateNames().get(i), toDouble(trial.states[i], b * size, size));
        end.put(kernel.stateNames().get(i), toDouble(trial.stateGradients[i], b * size, size));
        if (trial.lengths[b] == 0 && i != trial.clock()) {
          copyRow(start.get(kernel.stateNames().get(i)), last[i], b * size);
          copyRow(end.get(kernel.stateNames().get(i)), carried[i], b * size);
        }
      }
      if (trial.lengths[b] > 0) {
        int clock = trial.clock() < 0 ? 0 : (int) trial.states[trial.clock()][b];
        Backpropagation.Result result =
            judge.run(
                new Moment(draws, b, 0, clock),
                named,
                inputs(b),
                start,
                steps(trial.outputGradient, kernel.outputSize(), b),
                end);
        collect(result, b, output, back, last, carried, parameterSums);
      }
    }
    return worst(outcome, output, back, last, carried, parameterSums);
  }

  private static double[][] doubles(float[][] like) {
    return Arrays.stream(like).map(a -> new double[a.length]).toArray(double[][]::new);
  }

  /** One row's valid steps of {@code [step, batch, size]}. */
  private List<double[]> steps(float[] array, int size, int b) {
    List<double[]> steps = new ArrayList<>();
    for (int s = 0; s < trial.lengths[b]; s++) {
      steps.add(toDouble(array, (s * trial.batch + b) * size, size));
    }
    return steps;
  }

  /** One row's valid steps, each input by name. */
  private List<Map<String, double[]>> inputs(int b) {
    List<Map<String, double[]>> steps = new ArrayList<>();
    for (int s = 0; s < trial.lengths[b]; s++) {
      steps.add(new LinkedHashMap<>());
    }
    for (int i = 0; i < trial.inputs.length; i++) {
      List<double[]> values = steps(trial.inputs[i], trial.inputSizes[i], b);
      for (int s = 0; s < values.size(); s++) {
        steps.get(s).put(cell.inputs().get(i).name(), values.get(s));
      }
    }
    return steps;
  }

  /** Copies what the judge found for row {@code b}. */
  private void collect(
      Backpropagation.Result result,
      int b,
      double[] output,
      double[][] back,
      double[][] last,
      double[][] carried,
      double[][] parameterSums) {
    for (int s = 0; s < trial.lengths[b]; s++) {
      copyRow(result.outputs().get(s), output, (s * trial.batch + b) * kernel.outputSize());
      for (int i = 0; i < trial.inputs.length; i++) {
        double[] g = result.inputs().get(s).get(cell.inputs().get(i).name());
        copyRow(g, back[i], (s * trial.batch + b) * trial.inputSizes[i]);
      }
    }
    for (int i = 0; i < trial.states.length; i++) {
      if (i != trial.clock()) {
        String name = kernel.stateNames().get(i);
        int size = kernel.stateSizes()[i];
        copyRow(result.last(name), last[i], b * size);
        copyRow(result.initial().get(name), carried[i], b * size);
      }
    }
    for (int i = 0; i < trial.parameters.length; i++) {
      double[] g = result.parameters().get(cell.shapes().parameters().get(i).name());
      for (int j = 0; j < g.length; j++) {
        parameterSums[i][j] += g[j];
      }
    }
  }

  private double worst(
      Trial.Outcome outcome,
      double[] output,
      double[][] back,
      double[][] last,
      double[][] carried,
      double[][] parameterSums) {
    double largest = largest(outcome.output());
    for (float[][] arrays :
        List.of(
            outcome.inputGradients(),
            outcome.states(),
            outcome.stateGradients(),
            outcome.parameterGradients())) {
      largest = Math.max(largest, largest(arrays));
    }
    double lost = floor * largest;
    double worst = relative(outcome.output(), output, lost);
    worst = Math.max(worst, relative(outcome.inputGradients(), back, lost));
    worst = Math.max(worst, relative(outcome.states(), last, lost));
    worst = Math.max(worst, relative(outcome.stateGradients(), carried, lost));
    return Math.max(worst, relative(outcome.parameterGradients(), parameterSums, lost));
  }

  private static double relative(float[][] actual, double[][] expected, double floor) {
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, relative(actual[i], expected[i], floor));
    }
    return worst;
  }

  private static void copyRow(double[] from, double[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
  }

  static double[] toDouble(float[] v, int from, int n) {
    double[] d = new double[n];
    for (int i = 0; i < n; i++) {
      d[i] = v[from + i];
    }
    return d;
  }

  private static double largest(float[]... arrays) {
    double largest = 0;
    for (float[] array : arrays) {
      for (float v : array) {
        largest = Math.max(largest, Math.abs(v));
      }
    }
    return largest;
  }

  /**
   * The largest difference, relative to the largest expected number. Where all are next to nothing
   * beside the trial's other results, as the gradient of a softmax of one unit is, rounding is
   * measured against {@code floor}.
   */
  private static double relative(float[] actual, double[] expected, double floor) {
    double largest = Math.max(1e-10, floor);
    double difference = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double d = Math.abs(actual[i] - expected[i]);
      difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
    }
    return difference / largest;
  }
}
