package dev.sluice.cell;

import dev.sluice.cell.Derivative.Gradient;
import dev.sluice.cell.Program.Carried;
import dev.sluice.cell.Program.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Backpropagation through time for one row, in double and line by line, as {@link Derivative} says:
 * slow and obvious. It judges the compiled way back, and is itself judged by differences.
 */
public final class Backpropagation {
  private final Cell cell;
  private final Sizes sizes;
  private final Interpreter interpreter;
  private final Derivative derivative;

  public Backpropagation(Cell cell, Sizes sizes) {
    this.cell = cell;
    this.sizes = sizes;
    interpreter = new Interpreter(cell, sizes);
    derivative = Derivative.of(cell);
  }

  /**
   * A run and its gradients.
   *
   * @param values per step, every name of the equations and of their normal form
   * @param outputs per step, what left the cell
   * @param gradients per step, the gradient of each name: of {@code i} under {@code d.i}
   * @param parameters the gradient of each parameter, in its own shape
   * @param inputs per step, the gradient of each input, by name
   * @param initial the gradient of each carried state before the first step
   */
  public record Result(
      List<Map<String, double[]>> values,
      List<double[]> outputs,
      List<Map<String, double[]>> gradients,
      Map<String, double[]> parameters,
      List<Map<String, double[]>> inputs,
      Map<String, double[]> initial) {

    /** The value of a state after the last step. */
    public double[] last(String state) {
      return values.getLast().get(state + "'");
    }
  }

  /**
   * Runs forward over {@code inputs} and back.
   *
   * @param start what is drawn for this row, and where its clock stands, at the first step
   * @param parameters by name, a matrix as {@code [rows, columns]} row by row
   * @param inputs per step, each input by name
   * @param states the initial value of each state
   * @param outputGradients per step, the gradient of what leaves the cell
   * @param stateGradients the gradient of each carried state after the last step; a missing one is
   *     0
   * @throws IllegalArgumentException if a parameter, input or state is missing or has not the size
   *     of {@link Shapes}
   */
  public Result run(
      Moment start,
      Map<String, double[]> parameters,
      List<Map<String, double[]>> inputs,
      Map<String, double[]> states,
      List<double[]> outputGradients,
      Map<String, double[]> stateGradients) {
    List<Map<String, double[]>> values = forward(start, parameters, inputs, states);
    List<double[]> outputs = values.stream().map(interpreter::output).toList();
    List<Map<String, double[]>> gradients = new ArrayList<>();
    List<Map<String, double[]>> inputGradients = new ArrayList<>();
    Map<String, double[]> sums = new LinkedHashMap<>();
    parameters.forEach((name, value) -> sums.put(name, new double[value.length]));
    Map<String, double[]> carried = new LinkedHashMap<>();
    for (Carried s : derivative.backward().states()) {
      String state = s.old().substring(2, s.old().length() - 1);
      double[] zero = new double[sizes.of(s.size())];
      carried.put(s.old(), stateGradients.getOrDefault(state, zero));
    }
    for (int step = inputs.size() - 1; step >= 0; step--) {
      Map<String, double[]> env = new LinkedHashMap<>(values.get(step));
      env.putAll(carried);
      int at = 0;
      for (int k = 0; k < derivative.forward().outputs().size(); k++) {
        int size = sizes.of(cell.shapes().outputSizes().get(k));
        env.put("d.out." + k, Arrays.copyOfRange(outputGradients.get(step), at, at + size));
        at += size;
      }
      Moment moment = start.plus(step);
      lines(moment, derivative.backward(), env, parameters);
      derivative.gradients().forEach(g -> add(moment, g, env, parameters, sums));
      for (Carried s : derivative.backward().states()) {
        carried.put(s.old(), env.get(s.next()));
      }
      Map<String, double[]> byInput = new LinkedHashMap<>();
      for (Cell.Input input : cell.inputs()) {
        String d = derivative.inputs().get(input.name());
        int size = sizes.of(cell.shapes().size(input.name()));
        byInput.put(input.name(), d == null ? new double[size] : env.get(d));
      }
      inputGradients.addFirst(byInput);
      env.keySet().removeIf(name -> !name.startsWith("d."));
      derivative.values().forEach((name, g) -> env.put("d." + name, env.get(g)));
      gradients.addFirst(env);
    }
    Map<String, double[]> initial = new LinkedHashMap<>();
    carried.forEach((name, g) -> initial.put(name.substring(2, name.length() - 1), g));
    return new Result(values, outputs, gradients, sums, inputGradients, initial);
  }

  /**
   * Per step, every name of the equations and of their normal form, as arrays {@code [size]}.
   *
   * @param start what is drawn for this row, and where its clock stands, at the first step
   * @param parameters by name, a matrix as {@code [rows, columns]} row by row
   * @param inputs per step, each input by name
   * @param states the initial value of each state
   */
  public List<Map<String, double[]>> forward(
      Moment start,
      Map<String, double[]> parameters,
      List<Map<String, double[]>> inputs,
      Map<String, double[]> states) {
    List<Map<String, double[]>> values = new ArrayList<>();
    Map<String, double[]> current = states;
    for (Map<String, double[]> input : inputs) {
      Moment moment = start.plus(values.size());
      Map<String, double[]> env = interpreter.step(moment, parameters, input, current);
      // Before the normal form, which defines the new states once more.
      current = interpreter.next(env);
      lines(moment, derivative.forward(), env, parameters);
      values.add(env);
    }
    return values;
  }

  private void lines(
      Moment moment, Program program, Map<String, double[]> env, Map<String, double[]> parameters) {
    for (Line line : program.lines()) {
      double[] value = interpreter.evaluate(moment, line.expr(), env::get, parameters);
      int size = line.size() == null ? 1 : sizes.of(line.size());
      if (value.length != size) {
        double[] units = new double[size];
        Arrays.fill(units, value[0]);
        value = units;
      }
      env.put(line.name(), value);
    }
  }

  private void add(
      Moment moment,
      Gradient gradient,
      Map<String, double[]> env,
      Map<String, double[]> parameters,
      Map<String, double[]> sums) {
    double[] sum = sums.get(gradient.parameter().name());
    switch (gradient) {
      case Gradient.Sum(Expr.Parameter _, String name) -> {
        double[] delta = env.get(name);
        for (int u = 0; u < delta.length; u++) {
          sum[u] += delta[u];
        }
      }
      case Gradient.Outer(Expr matrix, String name, Expr operand) -> {
        double[] delta = env.get(name);
        double[] v = interpreter.evaluate(moment, operand, env::get, parameters);
        Expr.Columns block = columns(matrix);
        int from = block == null ? 0 : sizes.of(block.from());
        int columns = sum.length / delta.length;
        double[] mask = interpreter.mask(moment, matrix);
        for (int row = 0; row < delta.length; row++) {
          for (int j = 0; j < v.length; j++) {
            int entry = row * columns + from + j;
            sum[entry] += delta[row] * v[j] * mask[entry];
          }
        }
      }
    }
  }

  /** The columns that a matrix is a part of a parameter by, or null where it is all of it. */
  private static Expr.@Nullable Columns columns(Expr matrix) {
    return switch (matrix) {
      case Expr.Columns c -> c;
      case Expr.DropConnect d -> columns(d.matrix());
      default -> null;
    };
  }
}
