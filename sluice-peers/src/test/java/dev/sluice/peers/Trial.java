package dev.sluice.peers;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What is put to every side: layers of one cell upon each other, over a batch whose rows are all
 * equally long, and back.
 *
 * @param x {@code [step, batch, input]}
 * @param outputGradient {@code [step, batch, hidden]}, of what leaves the last layer
 */
record Trial(Cell cell, Shape shape, List<Layer> layers, float[] x, float[] outputGradient) {

  record Shape(int input, int hidden, int batch, int steps, int layers) {}

  /**
   * One layer.
   *
   * @param parameters by name, matrices {@code [rows, columns]}
   * @param states before the first step, {@code [batch, hidden]}
   * @param stateGradients of the states after the last step, {@code [batch, hidden]}
   */
  record Layer(
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
  static Trial of(String name, Shape shape) {
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
    return new Trial(cell, shape, layers, x, outputGradient);
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
