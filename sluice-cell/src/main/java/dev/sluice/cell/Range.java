package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Between which numbers a value can lie, whatever the parameters and inputs are, where states begin
 * as the cell says: interval arithmetic over the equations. It may be too wide, never too narrow.
 *
 * @param least −∞ where there is no bound
 * @param greatest +∞ where there is no bound
 */
public record Range(double least, double greatest) {
  private static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  private static final Range SHARE = new Range(0, 1);
  private static final Range SIGNED = new Range(-1, 1);

  /** Whether it is a share, from 0 to 1: what gates are. */
  public boolean isShare() {
    return least >= 0 && greatest <= 1;
  }

  /** Whether it has a bound on both sides. */
  public boolean isBounded() {
    return Double.isFinite(least) && Double.isFinite(greatest);
  }

  /**
   * The range of each name to the left of an equation, in their order: {@code i}, {@code c'}. For
   * inference, in which noise is its expectation.
   */
  public static Map<String, Range> of(Cell cell) {
    Map<String, Range> ranges = new LinkedHashMap<>();
    Map<String, Range> states = states(cell);
    for (Equation equation : cell.equations()) {
      ranges.put(equation.target(), of(equation.value(), ranges, states));
    }
    return ranges;
  }

  /**
   * The ranges of the old states: a state that is bounded if it was, and starts within, stays so.
   */
  private static Map<String, Range> states(Cell cell) {
    Map<String, Range> assumed = new HashMap<>();
    cell.states().forEach(s -> assumed.put(s.name(), SIGNED));
    for (Init init : cell.inits()) {
      boolean within =
          init.value() instanceof Init.Value.Number(double start) && Math.abs(start) <= 1;
      assumed.computeIfPresent(init.target(), (_, range) -> within ? range : ALL);
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      Map<String, Range> ranges = new HashMap<>();
      for (Equation equation : cell.equations()) {
        Range range = of(equation.value(), ranges, assumed);
        ranges.put(equation.target(), range);
        if (equation.next()
            && assumed.get(equation.name()).equals(SIGNED)
            && !(range.least >= -1 && range.greatest <= 1)) {
          assumed.put(equation.name(), ALL);
          changed = true;
        }
      }
    }
    return assumed;
  }

  private static Range of(Expr root, Map<String, Range> values, Map<String, Range> states) {
    Map<Expr, Range> done = new IdentityHashMap<>();
    for (Expr e : Expr.postorder(root)) {
      List<Range> operands = e.operands().stream().map(done::get).toList();
      done.put(e, of(e, operands, done, values, states));
    }
    return done.get(root);
  }

  private static Range of(
      Expr e,
      List<Range> of,
      Map<Expr, Range> done,
      Map<String, Range> values,
      Map<String, Range> states) {
    return switch (e) {
      case Constant(double value) -> new Range(value, value);
      case Name(String name) -> values.getOrDefault(name, states.getOrDefault(name, ALL));
      case Next(String state) -> values.getOrDefault(state + "'", ALL);
      case Parameter _, Product _, Upper _, DropConnect _, LayerNorm _ -> ALL;
      case Columns _, TransposedProduct _, Total _, Largest _ -> ALL;
      case Count _ -> new Range(1, Double.POSITIVE_INFINITY);
      case Clock _, Ticks _, Sigmoid _, HardSigmoid _, Softmax _ -> SHARE;
      case Tanh _, Softsign _ -> SIGNED;
      case Draw d -> new Range(d.expected(), d.expected());
      case Concat _ -> of.stream().reduce(Range::around).orElse(ALL);
      case Slice _, Dropout _ -> of.get(0);
      case Negate _ -> of.get(0).negated();
      // a * b + (1 - a) * d lies between b and d where a is a share.
      case Add(Multiply(Expr a, Expr b), Multiply(Expr c, Expr d))
          when isRest(c, a) && done.get(a).isShare() ->
          done.get(b).around(done.get(d));
      case Add _ -> of.get(0).plus(of.get(1));
      case Subtract _ -> of.get(0).plus(of.get(1).negated());
      case Multiply _ -> of.get(0).times(of.get(1));
      case Fma _ -> of.get(0).times(of.get(1)).plus(of.get(2));
      case Divide _ -> ALL;
      case Min _ ->
          new Range(
              Math.min(of.get(0).least, of.get(1).least),
              Math.min(of.get(0).greatest, of.get(1).greatest));
      case Max _ ->
          new Range(
              Math.max(of.get(0).least, of.get(1).least),
              Math.max(of.get(0).greatest, of.get(1).greatest));
      case Zoneout _ -> of.get(0).around(of.get(1));
      case Select _ -> of.get(2).around(of.get(3));
      case Relu _ -> new Range(Math.max(0, of.get(0).least), Math.max(0, of.get(0).greatest));
      case LeakyRelu _ -> new Range(leaky(of.get(0).least), leaky(of.get(0).greatest));
      case Elu _ -> new Range(Math.max(-1, of.get(0).least), Math.max(0, of.get(0).greatest));
      case Softplus _, Abs _, Sqrt _, Exp _ -> new Range(0, Double.POSITIVE_INFINITY);
      case Log _ -> ALL;
    };
  }

  private static double leaky(double a) {
    return a > 0 ? a : 0.01 * a;
  }

  /** Whether one is a name and the other 1 minus it. */
  private static boolean isRest(Expr e, Expr a) {
    return isOneMinus(e, a) || isOneMinus(a, e);
  }

  private static boolean isOneMinus(Expr e, Expr a) {
    return e instanceof Subtract(Constant(double one), Name(String rest))
        && one == 1
        && a instanceof Name(String name)
        && name.equals(rest);
  }

  private Range negated() {
    return new Range(-greatest, -least);
  }

  private Range around(Range other) {
    return new Range(Math.min(least, other.least), Math.max(greatest, other.greatest));
  }

  private Range plus(Range other) {
    return new Range(least + other.least, greatest + other.greatest);
  }

  private Range times(Range other) {
    double[] corners = {
      product(least, other.least),
      product(least, other.greatest),
      product(greatest, other.least),
      product(greatest, other.greatest)
    };
    double low = corners[0];
    double high = corners[0];
    for (double corner : corners) {
      low = Math.min(low, corner);
      high = Math.max(high, corner);
    }
    return new Range(low, high);
  }

  /** A bound of 0 holds whatever the other factor is. */
  private static double product(double a, double b) {
    return a == 0 || b == 0 ? 0 : a * b;
  }
}
