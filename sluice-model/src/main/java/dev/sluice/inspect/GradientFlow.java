package dev.sluice.inspect;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.model.Model.Recurrence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much of a state is left, seen from later steps: the norm of ∂s_T/∂s_t, the product of the
 * Jacobians of the steps between, by the lag T − t. A gradient that is to reach so far back is
 * multiplied by that product, whatever the loss is; the gradient of a weight at a step, which is
 * often plotted instead, says nothing of it.
 *
 * <p>Bengio, Simard &amp; Frasconi 1994 (Learning long-term dependencies with gradient descent is
 * difficult); Pascanu, Mikolov &amp; Bengio 2013, arXiv 1211.5063.
 *
 * @param layer the name of the recurrent layer
 * @param cell the name of its cell
 * @param paths the product as it is, {@code all}, and for a cell of several states what goes
 *     through each of them alone, the others held fixed
 */
public record GradientFlow(String layer, String cell, List<Path> paths) {
  /** Above so many numbers in the states, not all directions are followed. */
  private static final int MOST = 1024;

  private static final int SAMPLED = 256;

  public GradientFlow {
    paths = List.copyOf(paths);
  }

  /** What becomes of a gradient on its way back. */
  public enum Verdict {
    /** Within a hundred steps it changes by less than a factor of ten. */
    REMEMBERS,
    /** It gets smaller: it vanishes. */
    FORGETS,
    /** It grows: it explodes. */
    EXPLODES
  }

  /**
   * What comes through some of the states, by lag from 0 on, in decimal logarithms, the mean over
   * the rows of the batch through which anything comes; −∞ where nothing does.
   *
   * @param name {@code all}, or a state
   * @param largest of the largest singular value: the gain of the direction that keeps most. Where
   *     the states have more than 1,024 numbers it is that of 256 directions drawn at random, a
   *     lower bound
   * @param mean of the root of the mean squared singular value: the gain of a direction drawn at
   *     random
   * @param perStep the slope of {@code largest} of each row, their mean: how many decimal powers
   *     are lost, negative, or gained with each step; −∞ where nothing comes through any row
   */
  public record Path(String name, double[] largest, double[] mean, double perStep) {

    /** What that means. */
    public Verdict verdict() {
      if (Math.abs(perStep) <= 0.01) {
        return Verdict.REMEMBERS;
      }
      return perStep < 0 ? Verdict.FORGETS : Verdict.EXPLODES;
    }

    /** After how many steps half is left, or twice as much is there; +∞ where nothing changes. */
    public double half() {
      return Math.log10(2) / Math.abs(perStep);
    }
  }

  /**
   * The flow in a recurrent layer.
   *
   * @param layer its name among {@link Model#recurrences}
   * @param batch sequences, each followed back from its last step
   * @param lag how far at most; sequences are longer, or it ends with their first state
   * @param workers who computes; the result does not depend on how many they are
   * @throws IllegalArgumentException if the model has no such layer, the batch does not fit it, or
   *     no sequence has two steps
   */
  public static GradientFlow of(Model model, String layer, Batch batch, int lag, Workers workers) {
    return of(model, layer, batch, lag, MOST, workers);
  }

  /**
   * The same with fewer directions, for a quick look.
   *
   * @param most where the states have more numbers than this, or than 1,024, directions drawn at
   *     random stand for all: so many, or 256 where that is less
   * @throws IllegalArgumentException as {@link #of(Model, String, Batch, int, Workers)} does
   */
  public static GradientFlow of(
      Model model, String layer, Batch batch, int lag, int most, Workers workers) {
    Recurrence recurrence = recurrence(model, layer);
    List<Trajectory> rows =
        Trajectory.of(model, recurrence, batch).stream().filter(t -> t.steps() > 1).toList();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "A gradient flows from step to step: at least one sequence must have two.");
    }
    List<String> states = carried(recurrence);
    if (states.isEmpty()) {
      throw carriesNothing(recurrence);
    }
    List<Path> paths = new ArrayList<>();
    paths.add(path("all", states, model, recurrence, rows, lag, most, workers));
    for (String state : states) {
      if (states.size() > 1) {
        paths.add(path(state, List.of(state), model, recurrence, rows, lag, most, workers));
      }
    }
    return new GradientFlow(layer, recurrence.cell().name(), paths);
  }

  static IllegalArgumentException carriesNothing(Recurrence layer) {
    return new IllegalArgumentException(
        "%s (%s) carries nothing from step to step, so no gradient flows there; take another layer."
            .formatted(layer.name(), layer.cell().name()));
  }

  static Recurrence recurrence(Model model, String layer) {
    List<Recurrence> all = model.recurrences();
    return all.stream()
        .filter(r -> r.name().equals(layer))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    all.isEmpty()
                        ? "The model has no recurrent layer: %s.".formatted(model)
                        : "There is no recurrent layer %s. There are: %s."
                            .formatted(
                                layer,
                                String.join(", ", all.stream().map(Recurrence::name).toList()))));
  }

  /** The states whose old value the cell reads. */
  static List<String> carried(Recurrence layer) {
    List<String> kernels = Kernel.of(layer.cell(), layer.sizes()).stateNames();
    return layer.cell().states().stream().map(Cell.State::name).filter(kernels::contains).toList();
  }

  private static Path path(
      String name,
      List<String> states,
      Model model,
      Recurrence layer,
      List<Trajectory> rows,
      int lag,
      int most,
      Workers workers) {
    int steps = Math.min(lag, rows.stream().mapToInt(Trajectory::steps).max().orElseThrow() - 1);
    double[] largest = new double[steps + 1];
    double[] mean = new double[steps + 1];
    int[] alive = new int[steps + 1];
    double slopes = 0;
    int open = 0;
    int width = StepBack.width(layer, states);
    double[][] start = directions(width, most);
    StepBack back = new StepBack(model, layer, states, start.length, workers);
    for (Trajectory row : rows) {
      double[] own = new double[Math.min(lag, row.steps() - 1) + 1];
      Arrays.fill(own, Double.NaN);
      back.set(start);
      for (int k = 0; k < own.length; k++) {
        if (k > 0) {
          back.over(row, row.steps() - k);
        }
        double[][] product = back.matrix();
        double gain = k == 0 ? 1 : Spectrum.largest(product); // it begins at right angles
        if (gain == 0 || !Double.isFinite(gain)) {
          own[k] = gain == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
          break;
        }
        double power = back.log2() * Math.log10(2);
        own[k] = Math.log10(gain) + power;
        largest[k] += own[k];
        mean[k] += Math.log10(Spectrum.mean(product)) + power;
        alive[k]++;
      }
      if (Arrays.stream(own).noneMatch(v -> v == Double.NEGATIVE_INFINITY)) {
        slopes += slope(own);
        open++;
      }
    }
    for (int k = 0; k <= steps; k++) {
      largest[k] = alive[k] == 0 ? Double.NEGATIVE_INFINITY : largest[k] / alive[k];
      mean[k] = alive[k] == 0 ? Double.NEGATIVE_INFINITY : mean[k] / alive[k];
    }
    return new Path(name, largest, mean, open == 0 ? Double.NEGATIVE_INFINITY : slopes / open);
  }

  /** Unit vectors at right angles: all of them, or some drawn at random. */
  private static double[][] directions(int width, int most) {
    if (width <= most) {
      double[][] all = new double[width][width];
      for (int i = 0; i < width; i++) {
        all[i][i] = 1;
      }
      return all;
    }
    SplittableRandom random = new SplittableRandom(1);
    double[][] some = new double[Math.min(SAMPLED, most)][width];
    for (int i = 0; i < some.length; i++) {
      double[] row = some[i];
      Arrays.setAll(row, j -> random.nextGaussian());
      for (int before = 0; before < i; before++) {
        double dot = 0;
        for (int j = 0; j < width; j++) {
          dot += row[j] * some[before][j];
        }
        for (int j = 0; j < width; j++) {
          row[j] -= dot * some[before][j];
        }
      }
      Spectrum.normalize(row);
    }
    return some;
  }

  /** Of a line through the values that are finite, by least squares. */
  static double slope(double[] values) {
    double n = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        n++;
        x += i;
        y += values[i];
        xx += (double) i * i;
        xy += i * values[i];
      }
    }
    double spread = n * xx - x * x;
    return spread == 0 ? Double.NEGATIVE_INFINITY : (n * xy - x * y) / spread;
  }
}
