package dev.sluice.inspect;

import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Tape;
import dev.sluice.kernel.Weights;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import java.util.Arrays;
import java.util.List;

/**
 * Directions in the space of a layer's states, taken back step by step: each, a row, is multiplied
 * by the step's Jacobian, ∂s_t/∂s_{t−1}. The kernel's own way back does it, for all directions at
 * once, as if they were the rows of a batch.
 *
 * <p>Products of many Jacobians leave the range of a {@code float}, so they are kept with a common
 * power of two.
 */
final class StepBack {
  private final Kernel kernel;
  private final Weights weights;
  private final Tape tape;
  private final Workers workers;
  private final int rows;

  /** The states through which gradients go; others are cut. */
  private final boolean[] open;

  private final int[] sizes;
  private final float[][] states;

  /** {@code [direction, size]} for each carried state. */
  final float[][] directions;

  /** The directions are these times two to this. */
  private long exponent;

  private final float[][] inputs;
  private final float[] output;
  private final float[] outputGradient;

  /**
   * @param path the states through which gradients go
   * @param rows how many directions
   */
  StepBack(Model model, Recurrence layer, List<String> path, int rows, Workers workers) {
    this.workers = workers;
    this.rows = rows;
    kernel = Kernel.of(layer.cell(), layer.sizes());
    weights = kernel.weights();
    float[][] parameters =
        layer.cell().shapes().parameters().stream()
            .map(p -> model.parameters().tensor(layer.name() + "." + p.name()).values())
            .toArray(float[][]::new);
    weights.pack(parameters, workers, true);
    tape = kernel.tape();
    sizes = kernel.stateSizes();
    open = new boolean[sizes.length];
    for (int i = 0; i < open.length; i++) {
      open[i] = path.contains(kernel.stateNames().get(i));
    }
    states = Arrays.stream(sizes).mapToObj(n -> new float[rows * n]).toArray(float[][]::new);
    directions = Arrays.stream(sizes).mapToObj(n -> new float[rows * n]).toArray(float[][]::new);
    inputs =
        layer.cell().inputs().stream()
            .map(i -> new float[rows * layer.sizes().of(layer.cell().shapes().size(i.name()))])
            .toArray(float[][]::new);
    output = new float[rows * kernel.outputSize()];
    outputGradient = new float[output.length];
  }

  /** How many numbers the open states of a layer have together. */
  static int width(Recurrence layer, List<String> path) {
    return layer.cell().states().stream()
        .filter(s -> path.contains(s.name()))
        .mapToInt(s -> layer.sizes().of(layer.cell().shapes().size(s.name())))
        .sum();
  }

  /** The directions take the values of a matrix {@code [rows, width of the open states]}. */
  void set(double[][] matrix) {
    exponent = 0;
    for (int row = 0; row < rows; row++) {
      int at = 0;
      for (int i = 0; i < sizes.length; i++) {
        for (int u = 0; u < sizes[i]; u++) {
          directions[i][row * sizes[i] + u] = open[i] ? (float) matrix[row][at++] : 0;
        }
      }
    }
  }

  /**
   * The directions {@code [rows, width of the open states]}, without their power of two.
   *
   * @see #log2
   */
  double[][] matrix() {
    int width = 0;
    for (int i = 0; i < sizes.length; i++) {
      width += open[i] ? sizes[i] : 0;
    }
    double[][] matrix = new double[rows][width];
    for (int row = 0; row < rows; row++) {
      int at = 0;
      for (int i = 0; i < sizes.length; i++) {
        for (int u = 0; u < sizes[i] && open[i]; u++) {
          matrix[row][at++] = directions[i][row * sizes[i] + u];
        }
      }
    }
    return matrix;
  }

  /** The power of two of the directions. */
  long log2() {
    return exponent;
  }

  /**
   * Multiplies each direction by the Jacobian of a step.
   *
   * @param step of the trajectory, at least 1: it begins in the state after the step before
   */
  void over(Trajectory trajectory, int step) {
    for (int i = 0; i < inputs.length; i++) {
      repeat(trajectory.inputs().get(step)[i], inputs[i]);
    }
    for (int i = 0; i < states.length; i++) {
      String name = kernel.stateNames().get(i);
      if (name.equals("clock")) {
        Arrays.fill(states[i], step % trajectory.layer().cell().clockCycle());
      } else {
        repeat(trajectory.state(name, step - 1), states[i]);
      }
    }
    kernel.run(weights, tape, workers, true, 1, rows, null, inputs, states, output);
    Arrays.fill(outputGradient, 0);
    kernel.backward(weights, tape, workers, outputGradient, null, null, directions);
    for (int i = 0; i < directions.length; i++) {
      if (!open[i]) {
        Arrays.fill(directions[i], 0);
      }
    }
    rescale();
  }

  private void repeat(float[] row, float[] into) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(row, 0, into, i * row.length, row.length);
    }
  }

  /** Brings the largest number near 1, by a power of two, which rounds nothing. */
  private void rescale() {
    float largest = 0;
    for (float[] state : directions) {
      for (float value : state) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    if (largest == 0 || !Float.isFinite(largest)) {
      return;
    }
    int power = Math.getExponent(largest);
    if (power == 0) {
      return;
    }
    exponent += power;
    for (float[] state : directions) {
      for (int i = 0; i < state.length; i++) {
        state[i] = Math.scalb(state[i], -power);
      }
    }
  }
}
