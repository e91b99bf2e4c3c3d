package dev.sluice.cell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A cell run over a few steps with small numbers, and back.
 *
 * @param loss the sum of all outputs of all steps
 * @param parameters by name, a matrix row by row
 * @param steps for each step every input, state, value and new state, in the order of the text
 */
public record Trace(
    Sizes sizes, double loss, Map<String, Entry> parameters, List<Map<String, Entry>> steps) {

  /**
   * A value and the gradient of the loss by it.
   *
   * @param gradient empty where no gradient passes
   */
  public record Entry(double[] value, double[] gradient) {}

  /**
   * Runs it. What noise draws is replaced by its expectation.
   *
   * @param sizes from {@link Shapes#at}
   * @param inputs what enters at each step, each {@code [input]}
   * @param seed of the parameters; null for a pattern
   * @throws IllegalArgumentException if an input has another size
   */
  public static Trace of(Cell cell, Sizes sizes, List<double[]> inputs, @Nullable Long seed) {
    return of(cell, sizes, inputs, parameters(cell, sizes, seed), Map.of());
  }

  /**
   * The same with parameters that somebody has.
   *
   * @param parameters by name, a matrix row by row; all that the cell has
   * @param starts what states begin with, by name; where one is left out, what its cell says
   * @throws IllegalArgumentException if an input has another size
   */
  public static Trace of(
      Cell cell,
      Sizes sizes,
      List<double[]> inputs,
      Map<String, double[]> parameters,
      Map<String, double[]> starts) {
    Map<String, double[]> states = new LinkedHashMap<>(new Interpreter(cell, sizes).starts());
    states.putAll(starts);
    double[] ones = new double[sizes.of(cell.shapes().outputSize())];
    Arrays.fill(ones, 1);
    Backpropagation.Result result =
        new Backpropagation(cell, sizes)
            .run(
                Moment.START,
                parameters,
                inputs.stream().map(x -> inputs(cell, sizes, x)).toList(),
                states,
                inputs.stream().map(_ -> ones).toList(),
                Map.of());
    Map<String, Entry> learned = new LinkedHashMap<>();
    parameters.forEach(
        (name, value) -> learned.put(name, new Entry(value, result.parameters().get(name))));
    Map<String, Expr> operands = Program.of(cell).names();
    List<Map<String, Entry>> steps = new ArrayList<>();
    for (int step = 0; step < inputs.size(); step++) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      for (String name : names(cell)) {
        double[] value = result.values().get(step).get(name);
        double[] gradient =
            result.inputs().get(step).containsKey(name)
                ? result.inputs().get(step).get(name)
                : gradient(operands.get(name), name, result.gradients().get(step));
        entries.put(name, new Entry(value, gradient));
      }
      steps.add(entries);
    }
    double loss = result.outputs().stream().flatMapToDouble(Arrays::stream).sum();
    return new Trace(sizes, loss, learned, steps);
  }

  /** In the order of the text: inputs, states, then what the equations define. */
  private static List<String> names(Cell cell) {
    List<String> names = new ArrayList<>();
    cell.inputs().forEach(input -> names.add(input.name()));
    cell.states().forEach(state -> names.add(state.name()));
    cell.equations().forEach(equation -> names.add(equation.target()));
    return names;
  }

  private static double[] gradient(
      @Nullable Expr operand, String name, Map<String, double[]> gradients) {
    String inner = operand instanceof Expr.Name(String own) ? own : name;
    double[] gradient = gradients.get("d." + inner);
    return gradient == null ? new double[0] : gradient;
  }

  /** The layer's input; what comes from a layer below is zero, as in the lowest layer. */
  private static Map<String, double[]> inputs(Cell cell, Sizes sizes, double[] x) {
    Map<String, double[]> inputs = new LinkedHashMap<>();
    for (Cell.Input input : cell.inputs()) {
      inputs.put(input.name(), new double[sizes.of(cell.shapes().size(input.name()))]);
    }
    inputs.put(cell.inputs().getFirst().name(), x);
    return inputs;
  }

  private static Map<String, double[]> parameters(Cell cell, Sizes sizes, @Nullable Long seed) {
    SplittableRandom random = seed == null ? null : new SplittableRandom(seed);
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (Shapes.Parameter parameter : cell.shapes().parameters()) {
      int rows = sizes.of(parameter.rows());
      int columns = parameter.isMatrix() ? sizes.of(parameter.columns()) : 1;
      double[] values = new double[rows * columns];
      for (int i = 0; i < values.length; i++) {
        // Tenths between -0.3 and 0.3, different from parameter to parameter.
        values[i] =
            (random == null ? (3 * parameters.size() + 5 * i) % 7 - 3 : random.nextInt(-9, 10))
                / 10.0;
      }
      for (Init init : cell.inits()) {
        if (init.target().equals(parameter.name())) {
          start(init.value(), values, columns);
        }
      }
      for (int i = 0; i < values.length; i++) {
        if (parameter.isZero(i / columns, i % columns, rows, columns)) {
          values[i] = 0; // no parameter, so it is not shown as one
        }
      }
      parameters.put(parameter.name(), values);
    }
    return parameters;
  }

  /** What an {@code init} line fixes; a random start keeps the pattern. */
  private static void start(Init.Value value, double[] values, int columns) {
    switch (value) {
      case Init.Value.Number(double number) -> Arrays.fill(values, number);
      case Init.Value.Zeros() -> Arrays.fill(values, 0);
      case Init.Value.Ones() -> Arrays.fill(values, 1);
      case Init.Value.Identity() -> Arrays.setAll(values, i -> i / columns == i % columns ? 1 : 0);
      case Init.Value.Orthogonal(), Init.Value.Uniform _, Init.Value.Normal _ -> {}
    }
  }
}
