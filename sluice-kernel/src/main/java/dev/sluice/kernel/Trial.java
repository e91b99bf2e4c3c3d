package dev.sluice.kernel;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Draws;
import dev.sluice.cell.ReachableStates;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.kernel.Tape.Division;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One case of a {@link CellContract}: the same numbers, run in every way. */
final class Trial {
  final Cell cell;
  final Sizes sizes;
  final int batch;
  final int steps;
  final int[] lengths;
  final float[][] parameters;

  /** For each input of the header. */
  final float[][] inputs;

  final float[] outputGradient;
  final float[][] states;
  final float[][] stateGradients;
  final Kernel kernel;
  final int[] inputSizes;
  private final boolean everyWidth;
  private final SplittableRandom random;

  /**
   * Draws the numbers of a trial.
   *
   * @param everyWidth whether vectors of other widths than this machine's are tried, too
   */
  Trial(Cell cell, Sizes sizes, int batch, int steps, boolean everyWidth) {
    this.cell = cell;
    this.everyWidth = everyWidth;
    this.sizes = sizes;
    this.batch = batch;
    this.steps = steps;
    random = new SplittableRandom(batch * 1000L + steps);
    kernel = Kernel.of(cell, sizes, Vectors.lanes());
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
    List<Cell.Input> declared = cell.inputs();
    inputs = new float[declared.size()][];
    inputSizes = new int[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      inputSizes[i] = sizes.of(cell.shapes().size(declared.get(i).name()));
      inputs[i] = uniform(steps * batch * inputSizes[i], 1);
      for (int s = 0; s < steps; s++) {
        for (int b = 0; b < batch; b++) {
          if (s >= lengths[b]) {
            int at = (s * batch + b) * inputSizes[i];
            Arrays.fill(inputs[i], at, at + inputSizes[i], Float.NaN);
          }
        }
      }
    }
    outputGradient = uniform(steps * batch * kernel.outputSize(), 1);
    int[] stateSizes = kernel.stateSizes();
    states = new float[stateSizes.length][];
    stateGradients = new float[stateSizes.length][];
    for (int i = 0; i < stateSizes.length; i++) {
      states[i] = new float[batch * stateSizes[i]];
      stateGradients[i] = uniform(batch * stateSizes[i], 1);
    }
    for (int b = 0; b < batch; b++) {
      Map<String, double[]> start =
          ReachableStates.of(cell, sizes, Equations.named(cell, parameters), random);
      for (int i = 0; i < stateSizes.length; i++) {
        String name = kernel.stateNames().get(i);
        // A clock begins anywhere in its cycle.
        double[] from =
            i == clock()
                ? new double[] {random.nextInt(Math.min(kernel.clockCycle, 1000))}
                : start.get(name);
        for (int u = 0; u < stateSizes[i]; u++) {
          states[i][b * stateSizes[i] + u] = (float) from[u];
        }
      }
    }
    if (clock() >= 0) {
      Arrays.fill(stateGradients[clock()], 0);
    }
  }

  /** The place of the step counter among the states; −1 if there is none. */
  int clock() {
    return kernel.clockCycle > 0 ? kernel.stateNames().size() - 1 : -1;
  }

  /** What one update draws. */
  Draws draws(long update) {
    return new Draws(3, 0).set(batch, update);
  }

  private float[] uniform(int n, double bound) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = (float) random.nextDouble(-bound, bound);
    }
    return v;
  }

  /** All that a run gives. */
  record Outcome(
      float[] output,
      float[][] states,
      float[][] inputGradients,
      float[][] stateGradients,
      float[][] parameterGradients) {}

  Outcome run(Kernel kernel, int threads, @Nullable Draws draws) {
    return run(kernel, threads, Division.BEST, draws, lengths, null, inputs);
  }

  Outcome run(
      Kernel kernel,
      int threads,
      Division division,
      @Nullable Draws draws,
      int @Nullable [] lengths,
      @Nullable Repeats repeats,
      float[][] inputs) {
    try (Workers workers = new Workers(threads)) {
      Weights weights = kernel.weights();
      weights.pack(parameters, workers, true, draws);
      Tape tape = kernel.tape();
      tape.division = division;
      float[] output = new float[steps * batch * kernel.outputSize()];
      float[][] last = copy(states);
      kernel.run(
          weights, tape, workers, true, steps, batch, lengths, repeats, inputs, last, output);
      float[][] back = zeros(inputs);
      float[][] gradients = zeros(parameters);
      float[][] carried = copy(stateGradients);
      kernel.backward(weights, tape, workers, outputGradient, back, gradients, carried);
      return new Outcome(output, last, back, carried, gradients);
    }
  }

  /** The way forward alone, with the first row whole. */
  Tape forward(Weights weights) {
    Tape tape = kernel.tape();
    float[] output = new float[steps * batch * kernel.outputSize()];
    kernel.run(
        weights, tape, Workers.single(), true, steps, batch, lengths, inputs, copy(states), output);
    return tape;
  }

  private static float[][] zeros(float[][] like) {
    return Arrays.stream(like).map(a -> new float[a.length]).toArray(float[][]::new);
  }

  private static float[][] copy(float[][] arrays) {
    return Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
  }

  /** The ways to run it that give other bits. */
  void differences(List<String> found) {
    String at = " (hidden %d, batch %d, steps %d)".formatted(sizes.hidden(), batch, steps);
    if (!kernel.compiled.isGenerated()) {
      found.add("a step runs outside the generated kernel");
    }
    Outcome one = run(kernel, 1, null);
    ways(one, null, at, found);
    // A full batch is read where it lies, a ragged one is copied first.
    int[] whole = new int[batch];
    Arrays.fill(whole, steps);
    float[][] full = copy(inputs);
    for (float[] input : full) {
      for (int i = 0; i < input.length; i++) {
        input[i] = Float.isNaN(input[i]) ? 0.5f : input[i];
      }
    }
    Outcome ragged = run(kernel, 1, Division.BEST, null, whole, null, full);
    for (Division division : List.of(Division.ROWS, Division.UNITS)) {
      String way = "a full batch" + by(division) + at;
      same(ragged, run(kernel, 2, division, null, null, null, full), way, found);
      inference(ragged, division, null, full, at, found);
      inference(one, division, lengths, inputs, at, found);
    }
    streaming(one, at, found);
    rows(one, at, found);
    if (kernel.mayRepeat()) {
      new RepeatTrial(this).differences(at, found);
    }
  }

  /** Any number of threads and lanes, and where plain loops stand in for vector code. */
  void ways(Outcome one, @Nullable Draws draws, String at, List<String> found) {
    for (int threads : new int[] {2, 3}) {
      for (Division division : List.of(Division.ROWS, Division.UNITS)) {
        Outcome other = run(kernel, threads, division, draws, lengths, null, inputs);
        same(one, other, threads + " threads" + by(division) + at, found);
      }
    }
    for (int lanes : otherLanes()) {
      String path = lanes == 1 ? "plain loops" : lanes + " lanes";
      same(one, run(Kernel.of(cell, sizes, lanes), 1, draws), path + at, found);
    }
    same(one, run(Kernel.of(cell, sizes), 2, draws), "warming up" + at, found);
  }

  /** The widths of vectors that are tried and the kernel does not have. */
  int[] otherLanes() {
    return IntStream.of(1, 4, 8, 16)
        .filter(lanes -> lanes == 1 || everyWidth && Vectors.present())
        .filter(lanes -> lanes != kernel.compiled.lanes())
        .toArray();
  }

  static String by(Division division) {
    return " by " + division.name().toLowerCase(Locale.ROOT);
  }

  /** The whole sequence at once, with memory for a part of it. */
  private void inference(
      Outcome whole,
      Division division,
      int @Nullable [] lengths,
      float[][] inputs,
      String at,
      List<String> found) {
    try (Workers workers = new Workers(2)) {
      Weights weights = kernel.weights();
      weights.pack(parameters, workers, false);
      Tape tape = kernel.tape();
      tape.division = division;
      float[] output = new float[steps * batch * kernel.outputSize()];
      float[][] last = copy(states);
      kernel.run(weights, tape, workers, false, steps, batch, lengths, inputs, last, output);
      if (!Arrays.equals(output, whole.output) || !Arrays.deepEquals(last, whole.states)) {
        String rows = lengths == null ? " of a full batch" : "";
        found.add("inference" + rows + by(division) + at + ": other bits than training");
      }
    }
  }

  static void same(Outcome a, Outcome b, String what, List<String> found) {
    boolean same =
        Arrays.equals(a.output, b.output)
            && Arrays.deepEquals(a.inputGradients, b.inputGradients)
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
    int out = kernel.outputSize() * batch;
    float[] output = new float[out];
    float[] all = new float[out * steps];
    for (int s = 0; s < steps; s++) {
      int step = s;
      int[] now = Arrays.stream(lengths).map(length -> length > step ? 1 : 0).toArray();
      float[][] input = new float[inputs.length][];
      for (int i = 0; i < inputs.length; i++) {
        int in = inputSizes[i] * batch;
        input[i] = Arrays.copyOfRange(inputs[i], s * in, (s + 1) * in);
      }
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
      float[][] input = inputRows(inputs, b, length);
      float[][] carried = stateRows(states, b);
      float[] output = new float[length * kernel.outputSize()];
      kernel.run(weights, tape, Workers.single(), true, length, 1, null, input, carried, output);
      float[][] inputGradients = zeros(input);
      float[][] gradients = zeros(parameters);
      float[][] back = stateRows(stateGradients, b);
      kernel.backward(
          weights,
          tape,
          Workers.single(),
          row(outputGradient, kernel.outputSize(), b, length),
          inputGradients,
          gradients,
          back);
      same &= Arrays.equals(output, row(whole.output, kernel.outputSize(), b, length));
      same &= Arrays.deepEquals(inputGradients, inputRows(whole.inputGradients, b, length));
      same &= Arrays.deepEquals(carried, stateRows(whole.states, b));
      same &= Arrays.deepEquals(back, stateRows(whole.stateGradients, b));
      for (int s = length; s < steps; s++) {
        same &= zero(whole.output, (s * batch + b) * kernel.outputSize(), kernel.outputSize());
        for (int i = 0; i < inputs.length; i++) {
          int size = inputSizes[i];
          same &= zero(whole.inputGradients[i], (s * batch + b) * size, size);
        }
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

  private float[][] inputRows(float[][] all, int b, int length) {
    float[][] rows = new float[all.length][];
    Arrays.setAll(rows, i -> row(all[i], inputSizes[i], b, length));
    return rows;
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
