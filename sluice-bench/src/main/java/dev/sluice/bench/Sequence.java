package dev.sluice.bench;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Draws;
import dev.sluice.cell.Shapes;
import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Tape;
import dev.sluice.kernel.Weights;
import dev.sluice.kernel.Workers;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One layer over one batch of sequences, the input as wide as the hidden state. */
final class Sequence implements AutoCloseable {
  /** Billions of operations in the products of a forward pass; training has three times as many. */
  final double gflop;

  private final int steps;
  private final int batch;
  private final int @Nullable [] lengths;
  private final Workers workers;
  private final Kernel kernel;
  private final Weights weights;
  private final Tape tape;
  private final Draws draws = new Draws(0, 0);
  private long updates;
  private final float[][] parameters;
  private final float[][] gradients;
  private final float[][] states;
  private final float[][] inputs;
  private final float[] output;
  private final float[] outputGradient;
  private final float[][] inputGradients;

  /**
   * @param size steps, batch and hidden size, such as {@code 64x32x128}
   * @param ragged whether the rows are 1 to {@code steps} long, each length equally likely, instead
   *     of all {@code steps}
   */
  Sequence(Cell cell, String size, boolean ragged, int threads) {
    int[] sizes = Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    steps = sizes[0];
    batch = sizes[1];
    int hidden = sizes[2];
    SplittableRandom random = new SplittableRandom(1);
    lengths = ragged ? random.ints(batch, 1, steps + 1).toArray() : null;
    long rows = lengths == null ? (long) steps * batch : Arrays.stream(lengths).sum();
    kernel = Kernel.of(cell, cell.shapes().at(hidden, hidden, Map.of()));
    gflop = rows * Cells.flop(cell, kernel.sizes()) / 1e9;
    workers = new Workers(threads);
    weights = kernel.weights();
    tape = kernel.tape();
    double most = 1 / Math.sqrt(hidden);
    parameters =
        cell.shapes().parameters().stream()
            .map(p -> uniform(count(p), most, random))
            .toArray(float[][]::new);
    gradients = Arrays.stream(parameters).map(p -> new float[p.length]).toArray(float[][]::new);
    states =
        Arrays.stream(kernel.stateSizes())
            .mapToObj(n -> new float[Math.multiplyExact(batch, n)])
            .toArray(float[][]::new);
    inputs =
        cell.inputs().stream()
            .map(input -> kernel.sizes().of(cell.shapes().size(input.name())))
            .map(n -> uniform(Math.multiplyExact(steps * batch, n), 1, random))
            .toArray(float[][]::new);
    outputGradient = uniform(Math.multiplyExact(steps * batch, kernel.outputSize()), 1e-3, random);
    output = new float[outputGradient.length];
    inputGradients = Arrays.stream(inputs).map(x -> new float[x.length]).toArray(float[][]::new);
    weights.pack(parameters, workers, true);
  }

  private int count(Shapes.Parameter p) {
    int columns = p.isMatrix() ? kernel.sizes().of(p.columns()) : 1;
    return Math.multiplyExact(kernel.sizes().of(p.rows()), columns);
  }

  private static float[] uniform(int n, double most, SplittableRandom random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(-most, most);
    }
    return values;
  }

  /** Inference: the weights are as they were. */
  float[] forward() {
    kernel.run(weights, tape, workers, false, steps, batch, lengths, inputs, states, output);
    return output;
  }

  /** What an update needs: the weights are new, and all gradients are wanted. */
  float[] training() {
    weights.pack(parameters, workers, true, draws.set(1, updates++));
    kernel.run(weights, tape, workers, true, steps, batch, lengths, inputs, states, output);
    kernel.backward(weights, tape, workers, outputGradient, inputGradients, gradients, null);
    return inputGradients[0];
  }

  /** The bytes that the kernel's own memory takes in training; the arrays around it are ours. */
  long bytes() {
    return kernel.weightBytes(true) + kernel.tapeBytes(true, steps, batch, 0, workers.threads());
  }

  /** Ends the worker threads. */
  @Override
  public void close() {
    workers.close();
  }
}
