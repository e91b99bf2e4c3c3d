package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether {@link Derivative} is the derivative of the equations: against differences of what {@link
 * Interpreter} computes, in double, at random non-zero states.
 */
public final class GradientCheck {
  private static final double STEP = 2e-4;

  private static final double[] NARROWER = {STEP / 10, STEP / 100, STEP / 1e3, STEP / 1e4};

  /** Beside the largest gradient, a difference that is no farther off needs no second look. */
  private static final double CLOSE = 1e-7;

  private static final double KINK = 1e-3;
  private static final double NOTHING = 1e-10;

  /** Beside the largest gradient, less than this is lost in the rounding of a difference. */
  private static final double FLOOR = 1e-4;

  private static final int DIRECTIONS = 20;
  private static final int STEPS = 3;

  private final Cell cell;
  private final Sizes sizes;
  private final SplittableRandom random;
  private double floor = NOTHING;

  /** What is drawn; a clock begins where the second and the fourth step are due. */
  private final Moment moment;

  private GradientCheck(Cell cell, Sizes sizes, long seed, @Nullable Draws draws) {
    this.cell = cell;
    this.sizes = sizes;
    random = new SplittableRandom(seed);
    moment = new Moment(draws, 1, 0, 3);
  }

  /**
   * The largest difference over all parameters, inputs and initial states, each relative to the
   * largest entry of that gradient, or to 1e-4 of the largest entry of all where that is more.
   * Every entry is checked up to hidden size 8, above it 20 random directions. A cell with noise is
   * checked with what is drawn and with its expectation.
   *
   * @throws CancellationException if the thread is interrupted: a large cell takes long
   */
  public static double largestError(Cell cell, Sizes sizes, long seed) {
    double expected = new GradientCheck(cell, sizes, seed, null).run();
    if (!cell.isNoisy()) {
      return expected;
    }
    Draws draws = new Draws(0, 0).set(seed, 1);
    return Math.max(expected, new GradientCheck(cell, sizes, seed, draws).run());
  }

  private record Point(
      Map<String, double[]> parameters,
      List<Map<String, double[]>> inputs,
      Map<String, double[]> states) {}

  private double run() {
    Backpropagation backpropagation = new Backpropagation(cell, sizes);
    Point point = point();
    // Where kinks lie close together, some remain near: error() looks closer.
    for (int i = 0; i < 200 && nearKink(backpropagation, point); i++) {
      point = point();
    }
    List<double[]> weights = new ArrayList<>();
    int out = sizes.of(cell.shapes().outputSize());
    for (int s = 0; s < STEPS; s++) {
      weights.add(uniform(out, 1));
    }
    Map<String, double[]> stateWeights = new LinkedHashMap<>();
    for (Program.Carried s : Program.of(cell).states()) {
      stateWeights.put(s.old(), uniform(sizes.of(s.size()), 1));
    }
    Backpropagation.Result result =
        backpropagation.run(
            moment, point.parameters, point.inputs, point.states, weights, stateWeights);
    Stream.concat(Stream.of(result.parameters(), result.initial()), result.inputs().stream())
        .flatMap(byName -> byName.values().stream())
        .flatMapToDouble(Arrays::stream)
        .forEach(g -> floor = Math.max(floor, FLOOR * Math.abs(g)));
    double worst = 0;
    for (Map.Entry<String, double[]> p : point.parameters.entrySet()) {
      double[] gradient = result.parameters().get(p.getKey());
      worst = Math.max(worst, compare(p.getValue(), gradient, point, weights, stateWeights));
    }
    for (int s = 0; s < STEPS; s++) {
      for (Map.Entry<String, double[]> input : point.inputs.get(s).entrySet()) {
        double[] gradient = result.inputs().get(s).get(input.getKey());
        worst = Math.max(worst, compare(input.getValue(), gradient, point, weights, stateWeights));
      }
    }
    for (String state : stateWeights.keySet()) {
      double[] gradient = result.initial().get(state);
      worst =
          Math.max(worst, compare(point.states.get(state), gradient, point, weights, stateWeights));
    }
    return worst;
  }

  private double compare(
      double[] variable,
      double[] gradient,
      Point point,
      List<double[]> weights,
      Map<String, double[]> stateWeights) {
    double largest = floor;
    for (double g : gradient) {
      largest = Math.max(largest, Math.abs(g));
    }
    boolean every = sizes.hidden() <= 8;
    int directions = every ? variable.length : DIRECTIONS;
    double worst = 0;
    for (int d = 0; d < directions; d++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("The check of the gradients was interrupted.");
      }
      double[] direction = new double[variable.length];
      if (every) {
        direction[d] = 1;
      } else {
        // Of length 1, so that a step stays as small as that of a single entry.
        double norm = 0;
        for (int i = 0; i < direction.length; i++) {
          direction[i] = random.nextBoolean() ? 1 : -1;
          norm += 1;
        }
        for (int i = 0; i < direction.length; i++) {
          direction[i] /= Math.sqrt(norm);
        }
      }
      double derived = dot(gradient, direction);
      double[] at = variable.clone();
      DoubleUnaryOperator along =
          shift -> {
            for (int i = 0; i < variable.length; i++) {
              variable[i] = at[i] + shift * direction[i];
            }
            return loss(point, weights, stateWeights);
          };
      worst = Math.max(worst, error(along, derived, largest));
      System.arraycopy(at, 0, variable, 0, at.length);
    }
    return worst;
  }

  /**
   * How far {@code derived} is from the slope of {@code along} at 0, relative to {@code largest};
   * infinite where there is no number to compare.
   */
  static double error(DoubleUnaryOperator along, double derived, double largest) {
    double slope = slope(along, STEP);
    if (!(off(slope, derived) <= CLOSE * largest)) {
      slope = stillest(along, slope);
    }
    double error = off(slope, derived) / largest;
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }

  /**
   * The slope that changes least when its step is narrowed to a tenth: a kink or a sharp bend
   * within a wide step moves it, rounding a narrow one. It knows nothing of what was derived, so
   * that a wrong rule stays as wrong.
   */
  private static double stillest(DoubleUnaryOperator along, double slope) {
    double stillest = slope;
    double least = Double.POSITIVE_INFINITY;
    double wider = slope;
    for (double step : NARROWER) {
      double narrower = slope(along, step);
      double change = Math.abs(narrower - wider);
      if (change < least) {
        least = change;
        stillest = wider;
      }
      wider = narrower;
    }
    return stillest;
  }

  /** The difference, where not both are nothing. */
  private static double off(double slope, double derived) {
    boolean nothing = Math.abs(slope) < NOTHING && Math.abs(derived) < NOTHING;
    return nothing ? 0 : Math.abs(slope - derived);
  }

  /** A central difference of fourth order. */
  private static double slope(DoubleUnaryOperator along, double step) {
    double near = along.applyAsDouble(step) - along.applyAsDouble(-step);
    double far = along.applyAsDouble(2 * step) - along.applyAsDouble(-2 * step);
    return (8 * near - far) / (12 * step);
  }

  /** A weighted sum of all outputs and of the final states, by the equations alone. */
  private double loss(Point point, List<double[]> weights, Map<String, double[]> stateWeights) {
    Interpreter interpreter = new Interpreter(cell, sizes);
    Map<String, double[]> states = point.states;
    double loss = 0;
    for (int s = 0; s < STEPS; s++) {
      Map<String, double[]> values =
          interpreter.step(moment.plus(s), point.parameters, point.inputs.get(s), states);
      loss += dot(interpreter.output(values), weights.get(s));
      states = interpreter.next(values);
    }
    for (Map.Entry<String, double[]> w : stateWeights.entrySet()) {
      loss += dot(states.get(w.getKey()), w.getValue());
    }
    return loss;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private Point point() {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (Shapes.Parameter p : cell.shapes().parameters()) {
      int rows = sizes.of(p.rows());
      int columns = p.isMatrix() ? sizes.of(p.columns()) : 1;
      parameters.put(
          p.name(), uniform(rows * columns, p.isMatrix() ? 1.5 / Math.sqrt(columns) : 0.5));
    }
    List<Map<String, double[]>> inputs = new ArrayList<>();
    for (int s = 0; s < STEPS; s++) {
      Map<String, double[]> byName = new LinkedHashMap<>();
      for (Cell.Input input : cell.inputs()) {
        byName.put(input.name(), uniform(sizes.of(cell.shapes().size(input.name())), 1));
      }
      inputs.add(byName);
    }
    return new Point(parameters, inputs, ReachableStates.of(cell, sizes, parameters, random));
  }

  private double[] uniform(int n, double bound) {
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = random.nextDouble(-bound, bound);
    }
    return v;
  }

  private boolean nearKink(Backpropagation backpropagation, Point point) {
    Interpreter interpreter = new Interpreter(cell, sizes);
    for (Map<String, double[]> env :
        backpropagation.forward(moment, point.parameters, point.inputs, point.states)) {
      for (Program.Line line : Program.of(cell).lines()) {
        List<Expr> distances =
            switch (line.expr()) {
              case Relu(Expr a) -> List.of(a);
              case LeakyRelu(Expr a) -> List.of(a);
              case Abs(Expr a) -> List.of(a);
              // Their second derivative jumps, which a difference of fourth order notices.
              case Elu(Expr a) -> List.of(a);
              case Softsign(Expr a) -> List.of(a);
              case HardSigmoid(Expr a) ->
                  List.of(new Add(a, new Constant(3)), new Subtract(a, new Constant(3)));
              case Min(Expr a, Expr b) -> List.of(new Subtract(a, b));
              case Max(Expr a, Expr b) -> List.of(new Subtract(a, b));
              default -> List.of();
            };
        for (Expr e : distances) {
          for (double distance : interpreter.evaluate(moment, e, env::get, point.parameters)) {
            if (Math.abs(distance) < KINK) {
              return true;
            }
          }
        }
      }
    }
    return false;
  }
}
