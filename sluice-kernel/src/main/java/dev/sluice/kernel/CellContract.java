package dev.sluice.kernel;

import dev.sluice.cell.Backpropagation;
import dev.sluice.cell.Cell;
import dev.sluice.cell.GradientCheck;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The contract of every cell, from the catalogue or from a user: what is derived from its text is
 * right, and the ways to run it give the same bits.
 *
 * @param cell the name of the cell
 * @param gradientError the derivative against differences of the equations, in double
 * @param kernelError compiled code against the equations, values and gradients, relative to the
 *     largest of each array
 * @param differences the checks of equal bits that failed, in words; empty if none did
 */
public record CellContract(
    String cell, double gradientError, double kernelError, List<String> differences) {

  /** The largest {@link #gradientError} that passes. */
  public static final double GRADIENT_LIMIT = 1e-6;

  /** The largest {@link #kernelError} that passes. */
  public static final double KERNEL_LIMIT = 1e-5;

  /** Hidden size, batch, steps: every awkward number of each at least once. */
  private static final int[][] CASES = {
    {1, 1, 1},
    {3, 2, 2},
    {7, 5, 17},
    {8, 16, 2},
    {13, 33, 2},
    {16, 1, 17},
    {31, 2, 17},
    {64, 5, 2},
    {100, 16, 1},
    {129, 2, 2},
    {5, 33, 17},
  };

  public CellContract {
    differences = List.copyOf(differences);
  }

  /** Whether everything holds. */
  public boolean passed() {
    return gradientError <= GRADIENT_LIMIT && kernelError <= KERNEL_LIMIT && differences.isEmpty();
  }

  /** Checks a cell; takes a second or so. */
  public static CellContract check(Cell cell) {
    double gradientError = 0;
    for (int hidden : new int[] {4, 13}) {
      gradientError =
          Math.max(gradientError, GradientCheck.largestError(cell, sizes(cell, hidden), hidden));
    }
    double kernelError = 0;
    List<String> differences = new ArrayList<>();
    for (int[] c : CASES) {
      Trial trial = new Trial(cell, sizes(cell, c[0]), c[1], c[2]);
      kernelError = Math.max(kernelError, trial.error());
      trial.differences(differences);
    }
    return new CellContract(cell.name(), gradientError, kernelError, differences);
  }

  /** Every size a different number, unless the cell demands an input of the hidden size. */
  private static Sizes sizes(Cell cell, int hidden) {
    Map<String, Integer> named = new LinkedHashMap<>();
    for (String name : cell.shapes().names()) {
      if (!name.equals("input") && !name.equals("hidden")) {
        named.put(name, hidden + 2 + named.size());
      }
    }
    boolean same = "hidden".equals(cell.inputs().getFirst().size());
    return cell.shapes().at(same ? hidden : hidden + 1, hidden, named);
  }

  /** One case: the same numbers, run in every way. */
  private static final class Trial {
    private final Cell cell;
    private final Sizes sizes;
    private final int batch;
    private final int steps;
    private final int[] lengths;
    private final float[][] parameters;
    private final float[] x;
    private final float[] outputGradient;
    private final float[][] states;
    private final float[][] stateGradients;
    private final Kernel kernel;
    private final SplittableRandom random;

    Trial(Cell cell, Sizes sizes, int batch, int steps) {
      this.cell = cell;
      this.sizes = sizes;
      this.batch = batch;
      this.steps = steps;
      random = new SplittableRandom(batch * 1000L + steps);
      kernel = Kernel.of(cell, sizes);
      lengths = new int[batch];
      for (int b = 0; b < batch; b++) {
        // The first row is whole, some are empty.
        lengths[b] = b == 0 ? steps : random.nextInt(steps + 1);
      }
      List<Shapes.Parameter> shapes = cell.shapes().parameters();
      parameters = new float[shapes.size()][];
      for (int i = 0; i < parameters.length; i++) {
        Shapes.Parameter p = shapes.get(i);
        int columns = p.isMatrix() ? sizes.of(p.columns()) : 1;
        double bound = p.isMatrix() ? 1.5 / Math.sqrt(columns) : 0.5;
        parameters[i] = uniform(sizes.of(p.rows()) * columns, bound);
      }
      x = uniform(steps * batch * sizes.input(), 1);
      for (int s = 0; s < steps; s++) {
        for (int b = 0; b < batch; b++) {
          if (s >= lengths[b]) {
            int at = (s * batch + b) * sizes.input();
            Arrays.fill(x, at, at + sizes.input(), Float.NaN);
          }
        }
      }
      outputGradient = uniform(steps * batch * kernel.outputSize(), 1);
      int[] stateSizes = kernel.stateSizes();
      states = new float[stateSizes.length][];
      stateGradients = new float[stateSizes.length][];
      for (int i = 0; i < stateSizes.length; i++) {
        states[i] = uniform(batch * stateSizes[i], 1);
        stateGradients[i] = uniform(batch * stateSizes[i], 1);
      }
    }

    private float[] uniform(int n, double bound) {
      float[] v = new float[n];
      for (int i = 0; i < n; i++) {
        v[i] = (float) random.nextDouble(-bound, bound);
      }
      return v;
    }

    /** All that a run gives. */
    private record Outcome(
        float[] output,
        float[][] states,
        float[] inputGradient,
        float[][] stateGradients,
        float[][] parameterGradients) {}

    private Outcome run(Kernel kernel, int threads) {
      return run(kernel, threads, lengths, x);
    }

    private Outcome run(Kernel kernel, int threads, int @Nullable [] lengths, float[] x) {
      try (Workers workers = new Workers(threads)) {
        Weights weights = kernel.weights();
        weights.pack(parameters, workers, true);
        Tape tape = kernel.tape();
        float[] output = new float[steps * batch * kernel.outputSize()];
        float[][] last = copy(states);
        kernel.run(weights, tape, workers, true, steps, batch, lengths, x, last, output);
        float[] inputGradient = new float[x.length];
        float[][] gradients = new float[parameters.length][];
        Arrays.setAll(gradients, i -> new float[parameters[i].length]);
        float[][] carried = copy(stateGradients);
        kernel.backward(weights, tape, workers, outputGradient, inputGradient, gradients, carried);
        return new Outcome(output, last, inputGradient, carried, gradients);
      }
    }

    private static float[][] copy(float[][] arrays) {
      return Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
    }

    /** The largest difference to the equations. */
    double error() {
      Outcome outcome = run(kernel, 1);
      Backpropagation judge = new Backpropagation(cell, sizes);
      Map<String, double[]> p = new LinkedHashMap<>();
      for (int i = 0; i < parameters.length; i++) {
        p.put(
            cell.shapes().parameters().get(i).name(),
            toDouble(parameters[i], 0, parameters[i].length));
      }
      double[][] sums =
          Arrays.stream(parameters).map(a -> new double[a.length]).toArray(double[][]::new);
      double[] output = new double[outcome.output.length];
      double[] inputGradient = new double[x.length];
      double[][] last =
          Arrays.stream(states).map(a -> new double[a.length]).toArray(double[][]::new);
      double[][] carried =
          Arrays.stream(states).map(a -> new double[a.length]).toArray(double[][]::new);
      int out = kernel.outputSize();
      int in = sizes.input();
      for (int b = 0; b < batch; b++) {
        if (lengths[b] == 0) {
          for (int i = 0; i < states.length; i++) {
            int size = kernel.stateSizes()[i];
            copyRow(toDouble(states[i], b * size, size), last[i], b * size);
            copyRow(toDouble(stateGradients[i], b * size, size), carried[i], b * size);
          }
          continue;
        }
        List<double[]> inputs = new ArrayList<>();
        List<double[]> gradients = new ArrayList<>();
        for (int s = 0; s < lengths[b]; s++) {
          inputs.add(toDouble(x, (s * batch + b) * in, in));
          gradients.add(toDouble(outputGradient, (s * batch + b) * out, out));
        }
        Map<String, double[]> start = new LinkedHashMap<>();
        for (Cell.State state : cell.states()) {
          start.put(state.name(), new double[sizes.of(cell.shapes().size(state.name()))]);
        }
        Map<String, double[]> end = new LinkedHashMap<>();
        for (int i = 0; i < states.length; i++) {
          int size = kernel.stateSizes()[i];
          start.put(kernel.stateNames().get(i), toDouble(states[i], b * size, size));
          end.put(kernel.stateNames().get(i), toDouble(stateGradients[i], b * size, size));
        }
        Backpropagation.Result result = judge.run(p, inputs, start, gradients, end);
        for (int s = 0; s < lengths[b]; s++) {
          copyRow(result.outputs().get(s), output, (s * batch + b) * out);
          copyRow(result.inputs().get(s), inputGradient, (s * batch + b) * in);
        }
        for (int i = 0; i < states.length; i++) {
          String name = kernel.stateNames().get(i);
          int size = kernel.stateSizes()[i];
          copyRow(result.last(name), last[i], b * size);
          copyRow(result.initial().get(name), carried[i], b * size);
        }
        for (int i = 0; i < parameters.length; i++) {
          double[] g = result.parameters().get(cell.shapes().parameters().get(i).name());
          for (int j = 0; j < g.length; j++) {
            sums[i][j] += g[j];
          }
        }
      }
      double floor = 1e-4 * largest(outcome.output, outcome.inputGradient);
      for (float[][] arrays : List.of(outcome.states, outcome.stateGradients)) {
        floor = Math.max(floor, 1e-4 * largest(arrays));
      }
      floor = Math.max(floor, 1e-4 * largest(outcome.parameterGradients));
      double worst =
          Math.max(
              relative(outcome.output, output, floor),
              relative(outcome.inputGradient, inputGradient, floor));
      for (int i = 0; i < states.length; i++) {
        worst = Math.max(worst, relative(outcome.states[i], last[i], floor));
        worst = Math.max(worst, relative(outcome.stateGradients[i], carried[i], floor));
      }
      for (int i = 0; i < parameters.length; i++) {
        worst = Math.max(worst, relative(outcome.parameterGradients[i], sums[i], floor));
      }
      return worst;
    }

    private static void copyRow(double[] from, double[] to, int at) {
      System.arraycopy(from, 0, to, at, from.length);
    }

    private static double[] toDouble(float[] v, int from, int n) {
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
     * The largest difference, relative to the largest expected number. Where all are next to
     * nothing beside the trial's other results, as the gradient of a softmax of one unit is,
     * rounding is measured against {@code floor}.
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

    /** The ways to run it that give other bits. */
    void differences(List<String> found) {
      String at = " (hidden %d, batch %d, steps %d)".formatted(sizes.hidden(), batch, steps);
      if (!kernel.compiled.isGenerated()) {
        found.add("a step runs outside the generated kernel");
      }
      Outcome one = run(kernel, 1);
      for (int threads : new int[] {2, 3}) {
        same(one, run(kernel, threads), threads + " threads" + at, found);
      }
      for (int lanes : Vectors.present() ? new int[] {1, 4, 8, 16} : new int[] {1}) {
        if (lanes != kernel.compiled.lanes()) {
          String path = lanes == 1 ? "plain loops" : lanes + " lanes";
          same(one, run(Kernel.of(cell, sizes, lanes), 1), path + at, found);
        }
      }
      // A full batch is read where it lies, a ragged one is copied first.
      int[] whole = new int[batch];
      Arrays.fill(whole, steps);
      float[] full = x.clone();
      for (int i = 0; i < full.length; i++) {
        full[i] = Float.isNaN(full[i]) ? 0.5f : full[i];
      }
      same(run(kernel, 1, whole, full), run(kernel, 2, null, full), "a full batch" + at, found);
      streaming(one, at, found);
      rows(one, at, found);
    }

    private static void same(Outcome a, Outcome b, String what, List<String> found) {
      boolean same =
          Arrays.equals(a.output, b.output)
              && Arrays.equals(a.inputGradient, b.inputGradient)
              && Arrays.deepEquals(a.states, b.states)
              && Arrays.deepEquals(a.stateGradients, b.stateGradients)
              && Arrays.deepEquals(a.parameterGradients, b.parameterGradients);
      if (!same) {
        found.add(what + ": other bits");
      }
    }

    /** One step after the other, with the state carried. */
    private void streaming(Outcome whole, String at, List<String> found) {
      Weights weights = kernel.weights();
      weights.pack(parameters, Workers.single(), false);
      Tape tape = kernel.tape();
      float[][] carried = copy(states);
      int in = sizes.input() * batch;
      int out = kernel.outputSize() * batch;
      float[] output = new float[out];
      float[] all = new float[out * steps];
      for (int s = 0; s < steps; s++) {
        int step = s;
        int[] now = Arrays.stream(lengths).map(length -> length > step ? 1 : 0).toArray();
        float[] input = Arrays.copyOfRange(x, s * in, (s + 1) * in);
        kernel.run(weights, tape, Workers.single(), false, 1, batch, now, input, carried, output);
        System.arraycopy(output, 0, all, s * out, out);
      }
      if (!Arrays.equals(all, whole.output) || !Arrays.deepEquals(carried, whole.states)) {
        found.add("streaming" + at + ": other bits than the sequence");
      }
    }

    /** Each row on its own. */
    private void rows(Outcome whole, String at, List<String> found) {
      Weights weights = kernel.weights();
      weights.pack(parameters, Workers.single(), true);
      Tape tape = kernel.tape();
      boolean same = true;
      for (int b = 0; b < batch; b++) {
        int length = lengths[b];
        float[] input = row(x, sizes.input(), b, length);
        float[][] carried = stateRows(states, b);
        float[] output = new float[length * kernel.outputSize()];
        kernel.run(weights, tape, Workers.single(), true, length, 1, null, input, carried, output);
        float[] inputGradient = new float[input.length];
        float[][] gradients = new float[parameters.length][];
        Arrays.setAll(gradients, i -> new float[parameters[i].length]);
        float[][] back = stateRows(stateGradients, b);
        kernel.backward(
            weights,
            tape,
            Workers.single(),
            row(outputGradient, kernel.outputSize(), b, length),
            inputGradient,
            gradients,
            back);
        same &= Arrays.equals(output, row(whole.output, kernel.outputSize(), b, length));
        same &= Arrays.equals(inputGradient, row(whole.inputGradient, sizes.input(), b, length));
        same &= Arrays.deepEquals(carried, stateRows(whole.states, b));
        same &= Arrays.deepEquals(back, stateRows(whole.stateGradients, b));
        for (int s = length; s < steps; s++) {
          same &= zero(whole.output, (s * batch + b) * kernel.outputSize(), kernel.outputSize());
          same &= zero(whole.inputGradient, (s * batch + b) * sizes.input(), sizes.input());
        }
      }
      if (!same) {
        found.add("rows" + at + ": other bits than the batch");
      }
    }

    private static boolean zero(float[] v, int from, int n) {
      for (int i = from; i < from + n; i++) {
        if (v[i] != 0) {
          return false;
        }
      }
      return true;
    }

    private float[] row(float[] all, int size, int b, int length) {
      float[] row = new float[length * size];
      for (int s = 0; s < length; s++) {
        System.arraycopy(all, (s * batch + b) * size, row, s * size, size);
      }
      return row;
    }

    private float[][] stateRows(float[][] all, int b) {
      float[][] rows = new float[all.length][];
      for (int i = 0; i < all.length; i++) {
        int size = kernel.stateSizes()[i];
        rows[i] = Arrays.copyOfRange(all[i], b * size, (b + 1) * size);
      }
      return rows;
    }
  }
}
