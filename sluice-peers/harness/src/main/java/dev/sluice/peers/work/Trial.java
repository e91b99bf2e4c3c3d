package dev.sluice.peers.work;

import dev.sluice.cell.Cell;
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
 * What is put to every side: layers of one cell upon each other, over a batch, and back.
 *
 * @param lengths valid steps of each row, or null where all rows have all
 * @param x {@code [step, batch, input]}, 0 past a row's length
 * @param outputGradient {@code [step, batch, hidden]}, of what leaves the last layer, 0 past a
 *     row's length; empty where nobody goes back
 */
public record Trial(
    Cell cell,
    Shape shape,
    int @Nullable [] lengths,
    List<Layer> layers,
    float[] x,
    float[] outputGradient) {

  /** Sizes of all layers; the first reads {@code input} values, the others {@code hidden}. */
  public record Shape(int input, int hidden, int batch, int steps, int layers) {}

  /**
   * One layer.
   *
   * @param parameters by name, matrices {@code [rows, columns]}
   * @param states before the first step, {@code [batch, hidden]}
   * @param stateGradients of the states after the last step, {@code [batch, hidden]}; empty where
   *     they are 0 and gradients of the initial states are not wanted
   */
  public record Layer(
      Sizes sizes,
      Map<String, float[]> parameters,
      Map<String, float[]> states,
      Map<String, float[]> stateGradients) {}

  /**
   * In a layer of one unit a gradient may be the difference of two nearly equal numbers, of which
   * no rounding leaves 1e-5. Of the seeds up to 100 this is the one with which the equations in
   * double change least, by 2e-6, when every number is moved to the next float.
   */
  private static final int SEED = 68;

  /** Numbers drawn for this cell and shape: the same ones each time. */
  public static Trial of(String name, Shape shape) {
    Cell cell = Cell.named(name);
    List<Object> drawnFor =
        List.of(SEED, name, shape.input, shape.hidden, shape.batch, shape.steps, shape.layers);
    SplittableRandom random = new SplittableRandom(drawnFor.hashCode());
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers; i++) {
      int input = i == 0 ? shape.input : shape.hidden;
      Sizes sizes = cell.shapes().at(input, shape.hidden, Map.of());
      Map<String, float[]> parameters = new LinkedHashMap<>();
      for (Shapes.Parameter p : cell.shapes().parameters()) {
        int columns = p.isMatrix() ? sizes.of(p.columns()) : 1;
        double bound = p.isMatrix() ? 1.5 / Math.sqrt(columns) : 0.5;
        parameters.put(p.name(), uniform(random, sizes.of(p.rows()) * columns, bound));
      }
      Map<String, float[]> states = new LinkedHashMap<>();
      Map<String, float[]> stateGradients = new LinkedHashMap<>();
      for (Cell.State state : cell.states()) {
        states.put(state.name(), uniform(random, shape.batch * shape.hidden, 1));
        stateGradients.put(state.name(), uniform(random, shape.batch * shape.hidden, 1));
      }
      layers.add(new Layer(sizes, parameters, states, stateGradients));
    }
    float[] x = uniform(random, shape.steps * shape.batch * shape.input, 1);
    float[] outputGradient = uniform(random, shape.steps * shape.batch * shape.hidden, 1);
    return new Trial(cell, shape, null, layers, x, outputGradient);
  }

  /** The numbers of a task: weights as a new network has them, and states that are 0. */
  public static Trial of(Task.Layer task) {
    Cell cell = Cell.named(task.cell());
    int hidden = task.size().hidden();
    Shape shape = new Shape(hidden, hidden, task.size().batch(), task.size().steps(), 1);
    SplittableRandom random = new SplittableRandom(task.toString().hashCode());
    Sizes sizes = cell.shapes().at(hidden, hidden, Map.of());
    double bound = 1 / Math.sqrt(hidden);
    Map<String, float[]> parameters = new LinkedHashMap<>();
    for (Shapes.Parameter p : cell.shapes().parameters()) {
      int columns = p.isMatrix() ? sizes.of(p.columns()) : 1;
      parameters.put(p.name(), uniform(random, sizes.of(p.rows()) * columns, bound));
    }
    Map<String, float[]> states = new LinkedHashMap<>();
    for (Cell.State state : cell.states()) {
      states.put(state.name(), new float[shape.batch * hidden]);
    }
    int values = Math.multiplyExact(shape.steps * shape.batch, hidden);
    boolean back = task.pass() != Task.Pass.FORWARD;
    Trial whole =
        new Trial(
            cell,
            shape,
            task.lengths(),
            List.of(new Layer(sizes, parameters, states, Map.of())),
            uniform(random, values, 1),
            back ? uniform(random, values, 1e-2) : new float[0]);
    whole.clear(whole.x);
    whole.clear(whole.outputGradient);
    return whole;
  }

  /** The numbers of a live stream: {@code x} is the table, a step for each symbol. */
  public static Trial of(Task.Live task) {
    Size size = new Size(Task.Live.VOCABULARY, 1, task.hidden());
    return of(new Task.Layer("lstm", Task.Pass.FORWARD, size));
  }

  /** Puts 0 past each row's length into an array {@code [step, batch, size]}. */
  public void clear(float[] array) {
    int size = array.length / (shape.steps * shape.batch);
    for (int row = 0; lengths != null && row < shape.batch; row++) {
      for (int step = lengths[row]; step < shape.steps; step++) {
        int from = (step * shape.batch + row) * size;
        Arrays.fill(array, from, from + size, 0);
      }
    }
  }

  private static float[] uniform(SplittableRandom random, int n, double bound) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = (float) random.nextDouble(-bound, bound);
    }
    return v;
  }

  @Override
  public String toString() {
    return "%s, input %d, hidden %d, batch %d, steps %d, layers %d"
        .formatted(cell.name(), shape.input, shape.hidden, shape.batch, shape.steps, shape.layers);
  }
}
