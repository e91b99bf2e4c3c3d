package dev.sluice.cell;

import dev.sluice.cell.Derivative.Gradient;
import dev.sluice.cell.Program.Carried;
import dev.sluice.cell.Program.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
   * @param inputs per step, the gradient of {@code x}
   * @param initial the gradient of each carried state before the first step
   */
  public record Result(
      List<Map<String, double[]>> values,
      List<double[]> outputs,
      List<Map<String, double[]>> gradients,
      Map<String, double[]> parameters,
      List<double[]> inputs,
      Map<String, double[]> initial) {

    /** The value of a state after the last step. */
    public double[] last(String state) {
      return values.getLast().get(state + "'");
    }
  }

  /**
   * Runs forward over {@code inputs} and back.
   *
   * @param parameters by name, a matrix as {@code [rows, columns]} row by row
   * @param inputs per step, {@code x}
   * @param states the initial value of each state
   * @param outputGradients per step, the gradient of what leaves the cell
   * @param stateGradients the gradient of each carried state after the last step; a missing one is
   *     0
   */
  public Result run(
      Map<String, double[]> parameters,
      List<double[]> inputs,
      Map<String, double[]> states,
      List<double[]> outputGradients,
      Map<String, double[]> stateGradients) {
    List<Map<String, double[]>> values = forward(parameters, inputs, states);
    List<double[]> outputs = values.stream().map(interpreter::output).toList();
    List<Map<String, double[]>> gradients = new ArrayList<>();
    List<double[]> inputGradients = new ArrayList<>();
    Map<String, double[]> sums = new LinkedHashMap<>();
    parameters.forEach((name, value) -> sums.put(name, new double[value.length]));
    Map<String, double[]> carried = new LinkedHashMap<>();
    for (Carried s : derivative.backward().states()) {
      String state = s.old().substring(2, s.old().length() - 1);
      double[] zero = new double[sizes.of(s.size())];
      carried.put(s.old(), stateGradients.getOrDefault(state, zero));
    }
    String x = cell.inputs().getFirst().name();
    for (int step = inputs.size() - 1; step >= 0; step--) {
      Map<String, double[]> env = new LinkedHashMap<>(values.get(step));
      env.putAll(carried);
      int at = 0;
      for (int k = 0; k < derivative.forward().outputs().size(); k++) {
        int size = sizes.of(cell.shapes().outputSizes().get(k));
        env.put("d.out." + k, Arrays.copyOfRange(outputGradients.get(step), at, at + size));
        at += size;
      }
      lines(derivative.backward(), env, parameters);
      derivative.gradients().forEach(g -> add(g, env, parameters, sums));
      for (Carried s : derivative.backward().states()) {
        carried.put(s.old(), env.get(s.next()));
      }
      String dx = derivative.inputs().get(x);
      inputGradients.addFirst(dx == null ? new double[sizes.input()] : env.get(dx));
      env.keySet().removeIf(name -> !name.startsWith("d."));
      derivative.values().forEach((name, g) -> env.put("d." + name, env.get(g)));
      gradients.addFirst(env);
    }
    Map<String, double[]> initial = new LinkedHashMap<>();
    carried.forEach((name, g) -> initial.put(name.substring(2, name.length() - 1), g));
    return new Result(values, outputs, gradients, sums, inputGradients, initial);
  }

  /** Per step, every name of the equations and of their normal form. */
  public List<Map<String, double[]>> forward(
      Map<String, double[]> parameters, List<double[]> inputs, Map<String, double[]> states) {
    List<Map<String, double[]>> values = new ArrayList<>();
    Map<String, double[]> current = states;
    for (double[] x : inputs) {
      Map<String, double[]> env =
          interpreter.step(parameters, Map.of(cell.inputs().getFirst().name(), x), current);
      Map<String, double[]> next = new LinkedHashMap<>();
      cell.states().forEach(s -> next.put(s.name(), env.get(s.name() + "'")));
      lines(derivative.forward(), env, parameters);
      values.add(env);
      current = next;
    }
    return values;
  }

  private void lines(Program program, Map<String, double[]> env, Map<String, double[]> parameters) {
    for (Line line : program.lines()) {
      double[] value = interpreter.evaluate(line.expr(), env::get, parameters);
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
        double[] v = interpreter.evaluate(operand, env::get, parameters);
        int from = matrix instanceof Expr.Columns c ? sizes.of(c.from()) : 0;
        int columns = sum.length / delta.length;
        for (int row = 0; row < delta.length; row++) {
          for (int j = 0; j < v.length; j++) {
            sum[row * columns + from + j] += delta[row] * v[j];
          }
        }
      }
    }
  }
}
