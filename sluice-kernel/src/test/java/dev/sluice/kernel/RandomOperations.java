package dev.sluice.kernel;

import dev.sluice.kernel.RandomTerm.Level;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The operations of {@link RandomExpressions}: each writes its operands with the parentheses that
 * they need, sometimes with more, and keeps account of range and slope.
 */
class RandomOperations {

  private static final double LARGEST = 6;
  private static final double STEEPEST = 3;

  final SplittableRandom random;

  /** How many kinks the cell may still have: each may fall between two roundings. */
  int kinkBudget = 4;

  RandomOperations(SplittableRandom random) {
    this.random = random;
  }

  final boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  final <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  static RandomTerm constant(double value) {
    return new RandomTerm("" + value, Level.ATOM, value, value, 0, false, false);
  }

  String wrapped(RandomTerm t, Level least) {
    return t.level().compareTo(least) < 0 || chance(3) ? "(" + t.text() + ")" : t.text();
  }

  RandomTerm sum(RandomTerm a, boolean plus, RandomTerm b) {
    boolean parenthesized = b.level() == Level.SUM || chance(3);
    String right = parenthesized ? "(" + b.text() + ")" : b.text();
    return a.with(
        b,
        wrapped(a, Level.SUM) + (plus ? " + " : " - ") + right,
        Level.SUM,
        a.low() + (plus ? b.low() : -b.high()),
        a.high() + (plus ? b.high() : -b.low()),
        a.slope() + b.slope());
  }

  RandomTerm times(RandomTerm a, RandomTerm b) {
    double[] ends = {
      a.low() * b.low(), a.low() * b.high(), a.high() * b.low(), a.high() * b.high()
    };
    Arrays.sort(ends);
    String left = a.level() == Level.TERM ? a.text() : wrapped(a, Level.FACTOR);
    return a.with(
        b,
        left + " * " + wrapped(b, Level.FACTOR),
        Level.TERM,
        ends[0],
        ends[3],
        a.largest() * b.slope() + b.largest() * a.slope());
  }

  /** {@code a / b}; b is positive. */
  RandomTerm divided(RandomTerm a, RandomTerm b) {
    String left = a.level() == Level.TERM ? a.text() : wrapped(a, Level.FACTOR);
    return a.with(
        b,
        left + " / " + wrapped(b, Level.FACTOR),
        Level.TERM,
        Math.min(a.low() / b.low(), a.low() / b.high()),
        Math.max(a.high() / b.low(), a.high() / b.high()),
        a.slope() / b.low() + a.largest() * b.slope() / b.low() / b.low());
  }

  RandomTerm negated(RandomTerm a) {
    String text = "-" + wrapped(a, Level.BARE);
    Level level = text.contains("@") && a.level() == Level.BARE ? Level.BARE : Level.FACTOR;
    return a.as(text, level).ranging(-a.high(), -a.low());
  }

  RandomTerm gentle(RandomTerm a) {
    return a.high() > 1.5 ? call("tanh", a) : a;
  }

  RandomTerm call(String function, RandomTerm a) {
    boolean kink = List.of("relu", "leakyrelu", "hardsigmoid", "abs").contains(function);
    kinkBudget -= kink ? 1 : 0;
    double l = a.low();
    double h = a.high();
    double s = a.slope();
    RandomTerm e = a.as(function + "(" + a.text() + ")", Level.ATOM).kinked(a.kinked() || kink);
    return switch (function) {
      case "sigmoid" -> e.ranging(1 / (1 + Math.exp(-l)), 1 / (1 + Math.exp(-h))).sloped(s / 4);
      case "tanh" -> e.ranging(Math.tanh(l), Math.tanh(h));
      case "softplus" -> e.ranging(Math.log1p(Math.exp(l)), Math.log1p(Math.exp(h)));
      case "exp" -> e.ranging(Math.exp(l), Math.exp(h)).sloped(s * Math.exp(h));
      case "log" -> e.ranging(Math.log(l), Math.log(h)).sloped(s / l);
      case "sqrt" -> e.ranging(Math.sqrt(l), Math.sqrt(h)).sloped(s / 2 / Math.sqrt(l));
      case "elu" -> e.ranging(l > 0 ? l : Math.expm1(l), h > 0 ? h : Math.expm1(h));
      case "softsign" -> e.ranging(l / (1 + Math.abs(l)), h / (1 + Math.abs(h)));
      case "relu" -> e.ranging(Math.max(l, 0), Math.max(h, 0));
      case "hardsigmoid" -> e.ranging(0, 1).sloped(s / 6);
      case "abs" -> e.ranging(0, a.largest());
      default -> e;
    };
  }

  /** The same, or less of it, where it has grown too large or too steep. */
  RandomTerm tame(RandomTerm e) {
    return limited(e, LARGEST, STEEPEST);
  }

  RandomTerm limited(RandomTerm e, double largest, double steepest) {
    RandomTerm t = e;
    if (t.slope() > steepest) {
      double by = Math.floor(100 * steepest / t.slope()) / 100;
      t = times(constant(Math.max(by, 0.01)), t);
    }
    if (t.largest() > largest) {
      double bound = Math.max(1, Math.floor(largest));
      RandomTerm less = times(constant(Math.floor(100 / bound) / 100), t);
      t = times(constant(bound), call(chance(70) ? "tanh" : "softsign", less));
    }
    return t;
  }
}
