package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a cell means: plain loops in double precision over its equations as they are written. It is
 * slow and obvious, and everything fast is judged by it.
 *
 * <p>A vector is an array {@code [size]}, a matrix an array {@code [rows, columns]} row by row, a
 * number an array of length 1, which broadcasts. Every array that is returned is new.
 */
public final class Interpreter {

  /** Larger arguments of {@code exp} count as this one, whose result still fits a {@code float}. */
  static final double LARGEST_EXPONENT = 88;

  private static final double LAYER_NORM_EPSILON = 1e-5;

  private final Cell cell;
  private final Shapes shapes;
  private final Sizes sizes;
  private final MatrixValues matrices;

  /** An interpreter of the cell at these sizes, which come from {@link Shapes#at}. */
  public Interpreter(Cell cell, Sizes sizes) {
    this.cell = cell;
    this.shapes = cell.shapes();
    this.sizes = sizes;
    this.matrices = new MatrixValues(shapes, sizes);
  }

  /** What each state starts with: what its {@code init} line says, or 0. */
  public Map<String, double[]> starts() {
    Map<String, double[]> starts = new LinkedHashMap<>();
    for (Cell.State state : cell.states()) {
      starts.put(state.name(), new double[sizes.of(shapes.size(state.name()))]);
    }
    for (Init init : cell.inits()) {
      double[] start = starts.get(init.target());
      if (start != null && init.value() instanceof Init.Value.Number(double value)) {
        Arrays.fill(start, value);
      }
    }
    return starts;
  }

  /** The first {@link #step(Moment, Map, Map, Map) step} of inference. */
  public Map<String, double[]> step(
      Map<String, double[]> parameters,
      Map<String, double[]> inputs,
      Map<String, double[]> states) {
    return step(Moment.START, parameters, inputs, states);
  }

  /**
   * One step of one row.
   *
   * @param moment what is drawn, and where a clock stands
   * @param parameters by name, a matrix as {@code [rows, columns]} row by row
   * @param inputs by name, {@code x} among them
   * @param states the previous value of every state, by name
   * @return by name, in order: the inputs, the previous states {@code h}, the values, and the new
   *     states as {@code h'}
   * @throws IllegalArgumentException if one is missing or has not the size of {@link Shapes}
   */
  public Map<String, double[]> step(
      Moment moment,
      Map<String, double[]> parameters,
      Map<String, double[]> inputs,
      Map<String, double[]> states) {
    for (Shapes.Parameter p : shapes.parameters()) {
      int columns = p.isMatrix() ? sizes.of(p.columns()) : 1;
      given("parameter", p.name(), parameters, Math.multiplyExact(sizes.of(p.rows()), columns));
    }
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Cell.Input input : cell.inputs()) {
      int size = sizes.of(shapes.size(input.name()));
      values.put(input.name(), given("input", input.name(), inputs, size).clone());
    }
    for (Cell.State state : cell.states()) {
      int size = sizes.of(shapes.size(state.name()));
      values.put(state.name(), given("state", state.name(), states, size).clone());
    }
    for (Equation equation : cell.equations()) {
      double[] value = evaluate(moment, equation.value(), values::get, parameters);
      boolean number = !equation.next() && shapes.isNumber(equation.name());
      int size = number ? 1 : sizes.of(shapes.size(equation.name()));
      values.put(equation.target(), broadcast(value, size));
    }
    return values;
  }

  private static double[] given(String what, String name, Map<String, double[]> from, int size) {
    double[] value = from.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The " + what + " " + name + " is missing.");
    }
    if (value.length != size) {
      throw new IllegalArgumentException(
          "The " + what + " " + name + " has " + value.length + " numbers; it needs " + size + ".");
    }
    return value;
  }

  private static double[] broadcast(double[] value, int size) {
    double[] result = new double[size];
    for (int u = 0; u < size; u++) {
      result[u] = value[value.length == 1 ? 0 : u];
    }
    return result;
  }

  /** What leaves the cell after a {@link #step}: the parts of {@code out} side by side. */
  public double[] output(Map<String, double[]> values) {
    List<double[]> parts = new ArrayList<>();
    cell.outputs().forEach(part -> parts.add(evaluate(Moment.START, part, values::get, Map.of())));
    return concat(parts);
  }

  /** What each state starts the next step with, after a {@link #step}. */
  Map<String, double[]> next(Map<String, double[]> values) {
    Map<String, double[]> next = new LinkedHashMap<>();
    for (Cell.State state : cell.states()) {
      next.put(state.name(), Objects.requireNonNull(values.get(state.name() + "'")));
    }
    return next;
  }

  /**
   * What the entries of a parameter are multiplied by where {@code matrix} stands, {@code [rows,
   * columns]} row by row: 0 for what {@code upper} leaves out and {@code dropconnect} drops.
   */
  double[] mask(Moment moment, Expr matrix) {
    return matrices.mask(moment, matrix);
  }

  /**
   * The value of any expression, also of those that no text contains.
   *
   * @param moment what is drawn, and where a clock stands
   * @param names the value of {@code h} (previous), {@code h'} (new), an input or a value
   * @param parameters by name, a matrix as {@code [rows, columns]} row by row
   * @throws IllegalArgumentException if a name or parameter has no value
   */
  public double[] evaluate(
      Moment moment,
      Expr e,
      Function<String, double @Nullable []> names,
      Map<String, double[]> parameters) {
    Map<Expr, double[]> done = new IdentityHashMap<>();
    Deque<Expr> open = new ArrayDeque<>();
    open.push(e);
    while (!open.isEmpty()) {
      Expr next = open.peek();
      int waiting = open.size();
      if (!done.containsKey(next)) {
        for (Expr operand : vectors(next)) {
          if (!done.containsKey(operand)) {
            open.push(operand);
          }
        }
      }
      if (open.size() == waiting) {
        open.pop();
        if (!done.containsKey(next)) {
          List<double[]> operands = vectors(next).stream().map(done::get).toList();
          done.put(next, apply(moment, next, operands, names, parameters));
        }
      }
    }
    return done.get(e).clone();
  }

  /** The operands that are vectors: all but matrices. */
  private static List<Expr> vectors(Expr e) {
    return switch (e) {
      case Product p -> List.of(p.vector());
      case TransposedProduct p -> List.of(p.vector());
      case DropConnect _, Upper _ -> List.of();
      default -> e.operands();
    };
  }

  private double[] apply(
      Moment moment,
      Expr e,
      List<double[]> of,
      Function<String, double @Nullable []> names,
      Map<String, double[]> parameters) {
    return switch (e) {
      case Constant c -> new double[] {c.value()};
      case Name n -> named(n.name(), names.apply(n.name()));
      case Next n -> named(n.state() + "'", names.apply(n.state() + "'"));
      case Parameter p -> named(p.name(), parameters.get(p.name()));
      case Product p -> matrices.at(moment, p.matrix(), parameters).times(of.get(0));
      case TransposedProduct p ->
          matrices.at(moment, p.matrix(), parameters).transposedTimes(of.get(0));
      case Columns _, DropConnect _, Upper _ -> matrices.at(moment, e, parameters).entries();
      case Clock c -> ticks(moment, c.periods(), shapes.size(c));
      case Ticks t -> ticks(moment, t.periods(), t.size());
      case Draw d -> draw(moment, d, sizes.of(d.size()));
      case Dropout d -> {
        double[] a = of.get(0);
        Draw mask = new Draw(d.occurrence(), d.p(), 0, 1 / (1 - d.p()), d.sequence(), Size.ZERO);
        yield both(List.of(a, draw(moment, mask, a.length)), (v, m) -> v * m);
      }
      case Zoneout z -> {
        Draw mask = new Draw(z.occurrence(), z.p(), 1, 0, false, Size.ZERO);
        int size = Math.max(of.get(0).length, of.get(1).length);
        List<double[]> operands = List.of(of.get(0), of.get(1), draw(moment, mask, size));
        yield units(operands, v -> v[2] * v[1] + (1 - v[2]) * v[0]);
      }
      case Concat _ -> concat(of);
      case Slice s -> {
        int from = sizes.of(s.from());
        yield Arrays.copyOfRange(of.get(0), from, from + sizes.of(s.size()));
      }
      case Negate _ -> each(of, a -> -a);
      case Add _ -> both(of, (a, b) -> a + b);
      case Subtract _ -> both(of, (a, b) -> a - b);
      case Multiply _ -> both(of, (a, b) -> a * b);
      case Divide _ -> both(of, (a, b) -> a / b);
      case Min _ -> both(of, Math::min);
      case Max _ -> both(of, Math::max);
      case Sigmoid _ -> each(of, a -> 1 / (1 + Math.exp(-a)));
      case Tanh _ -> each(of, Math::tanh);
      case Relu _ -> each(of, a -> Math.max(a, 0));
      case LeakyRelu _ -> each(of, a -> a > 0 ? a : 0.01 * a);
      case Elu _ -> each(of, a -> a > 0 ? a : Math.expm1(a));
      case Softplus _ -> each(of, a -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))));
      case Softsign _ -> each(of, a -> a / (1 + Math.abs(a)));
      case HardSigmoid _ -> each(of, a -> Math.clamp(a / 6 + 0.5, 0, 1));
      case Exp _ -> each(of, Interpreter::exp);
      case Log _ -> each(of, Math::log);
      case Sqrt _ -> each(of, Math::sqrt);
      case Abs _ -> each(of, Math::abs);
      case LayerNorm _ -> layerNorm(of);
      case Softmax _ -> softmax(of.get(0));
      case Fma _ -> units(of, v -> Math.fma(v[0], v[1], v[2]));
      case Select _ -> units(of, v -> v[0] > v[1] ? v[2] : v[3]);
      case Total _ -> new double[] {Arrays.stream(of.get(0)).sum()};
      case Largest _ -> new double[] {Arrays.stream(of.get(0)).max().orElseThrow()};
      case Count c -> new double[] {sizes.of(c.size())};
    };
  }

  static double[] named(String name, double @Nullable [] value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " has no value.");
    }
    return value;
  }

  // --------------------------------------------------------------------- element by element

  @FunctionalInterface
  private interface Operator {
    double of(double[] operands);
  }

  private static double[] each(List<double[]> of, DoubleUnaryOperator operator) {
    return units(of, v -> operator.applyAsDouble(v[0]));
  }

  private static double[] both(List<double[]> of, DoubleBinaryOperator operator) {
    return units(of, v -> operator.applyAsDouble(v[0], v[1]));
  }

  /** Unit by unit; an operand of length 1 broadcasts. */
  private static double[] units(List<double[]> of, Operator operator) {
    int size = 1;
    for (double[] operand : of) {
      size = operand.length == 1 ? size : operand.length;
    }
    double[] result = new double[size];
    double[] unit = new double[of.size()];
    for (int u = 0; u < size; u++) {
      for (int i = 0; i < unit.length; i++) {
        double[] operand = of.get(i);
        unit[i] = operand[operand.length == 1 ? 0 : u];
      }
      result[u] = operator.of(unit);
    }
    return result;
  }

  private static double exp(double a) {
    return Math.exp(Math.min(a, LARGEST_EXPONENT));
  }

  // ----------------------------------------------------------------------- over all units

  private static double[] layerNorm(List<double[]> parts) {
    double[] all = concat(parts);
    double mean = Arrays.stream(all).sum() / all.length;
    double variance = Arrays.stream(all).map(a -> (a - mean) * (a - mean)).sum() / all.length;
    double deviation = Math.sqrt(variance + LAYER_NORM_EPSILON);
    return Arrays.stream(parts.get(0)).map(a -> (a - mean) / deviation).toArray();
  }

  private static double[] softmax(double[] a) {
    double largest = Arrays.stream(a).max().orElseThrow();
    double[] powers = Arrays.stream(a).map(v -> Math.exp(v - largest)).toArray();
    double total = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(p -> p / total).toArray();
  }

  private static double[] concat(List<double[]> parts) {
    return parts.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  // -------------------------------------------------------------------- noise and clocks

  private static double[] draw(Moment moment, Draw d, int size) {
    double[] mask = new double[size];
    Draws draws = moment.draws();
    for (int u = 0; u < size; u++) {
      boolean drawn = draws != null;
      mask[u] =
          !drawn
              ? d.expected()
              : moment.happens(draws, d.occurrence(), d.p(), d.sequence(), u)
                  ? d.event()
                  : d.otherwise();
    }
    return mask;
  }

  private double[] ticks(Moment moment, List<Integer> periods, Size size) {
    double[] result = new double[sizes.of(size)];
    for (int u = 0; u < result.length; u++) {
      int group = (int) ((long) u * periods.size() / result.length);
      result[u] = moment.clock() % periods.get(group) == 0 ? 1 : 0;
    }
    return result;
  }
}
