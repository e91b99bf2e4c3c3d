package dev.sluice.cell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * States that a check can start from: what the cell reaches from its own start in two steps of
 * random input, brought near [−1, 1], with every unit moved a little, so that none is zero. Any
 * random state would not do: that of a normalizer, say, is never near zero.
 */
public final class ReachableStates {
  private static final int STEPS = 2;
  private static final double MOVE = 0.25;

  private ReachableStates() {}

  /**
   * For each state of the header its value, by name, as a new array {@code [size]}.
   *
   * @param parameters by name, a matrix as {@code [rows, columns]} row by row
   * @param random draws the inputs of the two steps, in [−1, 1), and how far each unit is moved
   * @throws IllegalArgumentException if a parameter is missing or has not the size of {@link
   *     Shapes}
   */
  public static Map<String, double[]> of(
      Cell cell, Sizes sizes, Map<String, double[]> parameters, RandomGenerator random) {
    Interpreter interpreter = new Interpreter(cell, sizes);
    Map<String, double[]> states = interpreter.starts();
    for (int step = 0; step < STEPS; step++) {
      Map<String, double[]> inputs = new LinkedHashMap<>();
      for (Cell.Input input : cell.inputs()) {
        int size = sizes.of(cell.shapes().size(input.name()));
        inputs.put(input.name(), random.doubles(size, -1, 1).toArray());
      }
      Map<String, double[]> values =
          interpreter.step(Moment.START.plus(step), parameters, inputs, states);
      states = interpreter.next(values);
    }
    for (double[] state : states.values()) {
      for (int u = 0; u < state.length; u++) {
        // What grows without bound would leave nothing to compare.
        double bounded = Double.isNaN(state[u]) ? 0 : Math.clamp(state[u], -1, 1);
        state[u] = bounded + random.nextDouble(-MOVE, MOVE);
      }
    }
    return states;
  }
}
