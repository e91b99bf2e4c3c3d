package dev.sluice.kernel;

import dev.sluice.kernel.RandomTerm.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Random right sides for {@link RandomCells}. Each is made for a size, so that sizes agree by
 * construction, and keeps account of its range and slope, so that the contract measures the kernel
 * and not the condition of the cell: nothing overflows, nothing is divided by zero, no gradient
 * explodes.
 *
 * <p>A size is a sorted list of names: {@code [hidden, input]} is that of {@code [x, h]}.
 */
final class RandomExpressions extends RandomOperations {

  /** Where two sides of a function meet, as in {@code relu}. */
  enum Kinks {
    NONE,
    SOME,
    /** Ties that hold for all inputs, and no other kinks: these could not be told apart. */
    TIES
  }

  /**
   * A name that a right side can read.
   *
   * @param size empty for a number
   * @param linear whether it depends on inputs and finished scans only
   */
  record Known(String name, List<String> size, RandomTerm term, boolean linear) {}

  private record Shape(List<String> rows, List<String> columns) {}

  final Map<String, Known> names = new LinkedHashMap<>();

  private final Kinks kinks;
  private final Map<String, Shape> own = new LinkedHashMap<>();
  private String equation = "";
  private boolean linear;
  private boolean smooth;
  private int budget;

  RandomExpressions(SplittableRandom random, Kinks kinks) {
    super(random);
    this.kinks = kinks;
  }

  /**
   * Begins an equation.
   *
   * @param linear whether it may read inputs and finished scans only
   * @param smooth whether the result must not be kinked
   */
  void begin(String equation, boolean linear, boolean smooth) {
    this.equation = equation;
    this.linear = linear;
    this.smooth = smooth;
    own.clear();
    budget = random.nextInt(10) == 0 ? 120 : 30;
  }

  // ------------------------------------------------------------------------------------ leaves

  /** What can be read now, of this size. */
  private List<Known> readable(List<String> size) {
    return names.values().stream()
        .filter(k -> k.size().equals(size))
        .filter(k -> !linear || k.linear())
        .filter(k -> !smooth || !k.term().kinked())
        .toList();
  }

  private List<List<String>> readableSizes() {
    return names.values().stream()
        .filter(k -> !k.size().isEmpty() && !readable(k.size()).isEmpty())
        .map(Known::size)
        .distinct()
        .toList();
  }

  private RandomTerm constant() {
    double value =
        switch (random.nextInt(4)) {
          case 0 -> 1;
          case 1 -> random.nextInt(1, 8) / 4.0;
          case 2 -> random.nextInt(1, 3);
          default -> random.nextDouble(0.1, 2);
        };
    String text =
        switch (random.nextInt(5)) {
          case 0 -> value == Math.rint(value) ? "" + (int) value : "" + value;
          case 1 -> value * 10 + (chance(50) ? "e-1" : "E-01");
          case 2 -> "0" + value;
          default -> "" + value;
        };
    value = Double.parseDouble(text);
    return new RandomTerm(text, Level.ATOM, value, value, 0, false, false);
  }

  /** A number, often made of numbers. */
  RandomTerm number(int depth) {
    List<Known> known = readable(List.of());
    if (!known.isEmpty() && chance(40)) {
      return any(known).term();
    }
    if (depth == 0 || chance(60)) {
      return constant();
    }
    RandomTerm a = number(depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> sum(a, chance(50), number(depth - 1));
      case 1 -> times(a, number(depth - 1));
      case 2 -> divided(a, constant());
      case 3 -> negated(a);
      case 4 -> function(a, false);
      default -> tame(sum(a, true, constant()));
    };
  }

  private RandomTerm vectorParameter(List<String> size) {
    if (!smooth && chance(10)) {
      String clock = "clock(" + any(List.of("1, 2, 4, 8", "3", "2, 1", "1, 2, 3, 4, 6, 8")) + ")";
      return new RandomTerm(clock, Level.ATOM, 0, 1, 0, false, true);
    }
    Shape shape = new Shape(size, List.of());
    String name = parameter(shape, List.of("b", "p", "v", "b2", "gain"));
    return new RandomTerm(name, Level.ATOM, -0.5, 0.5, 1, false, false);
  }

  private String parameter(Shape shape, List<String> stems) {
    List<String> there =
        own.entrySet().stream()
            .filter(e -> e.getValue().equals(shape))
            .map(Map.Entry::getKey)
            .toList();
    if (!there.isEmpty() && chance(30)) {
      return any(there);
    }
    String stem = any(stems);
    String name = stem + "_" + equation;
    for (int i = 3; own.containsKey(name); i++) {
      name = stem + i + "_" + equation;
    }
    own.put(name, shape);
    return name;
  }

  // ------------------------------------------------------------------------------- expressions

  /** An expression of this size; {@code pin} where nothing around it says so. */
  RandomTerm vector(List<String> size, int depth, boolean pin) {
    budget--;
    if (depth == 0 || budget < 0 || chance(12)) {
      return leaf(size, pin);
    }
    RandomTerm e =
        switch (random.nextInt(16)) {
          case 0, 1 -> sum(size, depth, pin);
          case 2 -> pinnedFirst(size, depth, pin, this::times);
          case 3 ->
              chance(50)
                  ? times(number(2), vector(size, depth - 1, pin))
                  : times(vector(size, depth - 1, pin), number(2));
          case 4 -> divided(vector(size, depth - 1, pin), positive(size, depth - 1));
          case 5 -> negated(vector(size, depth - 1, pin));
          case 6, 7 -> function(vector(size, depth - 1, pin), true);
          case 8 -> pinnedFirst(size, depth, pin, this::extreme);
          case 9 -> normalized(size, depth, pin);
          case 10 -> sum(number(1), chance(50), vector(size, depth - 1, pin));
          case 11 -> size.size() > 1 ? list(size, depth) : sum(size, depth, pin);
          case 12 ->
              smooth
                  ? call("tanh", vector(size, depth - 1, pin))
                  : dropout(vector(size, depth - 1, pin));
          case 13 -> pinnedFirst(size, depth, pin, this::zoneout);
          default -> product(size, depth, pin);
        };
    if (chance(4)) {
      int deep = chance(5) ? 60 : 2;
      e = e.as("(".repeat(deep) + e.text() + ")".repeat(deep), Level.ATOM);
    }
    return tame(e);
  }

  private RandomTerm leaf(List<String> size, boolean pin) {
    List<Known> known = readable(size);
    if (!known.isEmpty() && (pin || chance(75))) {
      return any(known).term();
    }
    if (size.size() > 1 && (pin || chance(50))) {
      return list(size, 1);
    }
    return pin
        ? names.values().stream()
            .filter(k -> k.size().equals(size))
            .findFirst()
            .orElseThrow()
            .term()
        : vectorParameter(size);
  }

  private interface Combine {
    RandomTerm of(RandomTerm a, RandomTerm b);
  }

  private RandomTerm pinnedFirst(List<String> size, int depth, boolean pin, Combine combine) {
    boolean first = chance(50);
    RandomTerm a = vector(size, depth - 1, pin && first);
    RandomTerm b = vector(size, depth - 1, pin && !first);
    return combine.of(a, b);
  }

  private RandomTerm sum(List<String> size, int depth, boolean pin) {
    int terms = chance(4) ? random.nextInt(5, 40) : random.nextInt(2, 5);
    int pinned = random.nextInt(terms);
    RandomTerm e = null;
    for (int i = 0; i < terms; i++) {
      boolean long_ = terms > 5;
      RandomTerm t = vector(size, long_ ? 0 : depth - 1, pin && i == pinned);
      t = long_ && i > 0 ? times(constant(0.1), t) : t;
      e = e == null ? t : chance(10) ? sum(t, chance(70), e) : sum(e, chance(70), t);
    }
    return e;
  }

  /** A list whose parts have together this size, in any order. */
  private RandomTerm list(List<String> size, int depth) {
    List<String> parts = new ArrayList<>(size);
    Collections.shuffle(parts, new java.util.Random(random.nextLong()));
    List<RandomTerm> terms =
        parts.stream().map(p -> vector(List.of(p), Math.min(depth - 1, 1), true)).toList();
    return new RandomTerm(
        "[" + terms.stream().map(RandomTerm::text).collect(Collectors.joining(", ")) + "]",
        Level.ATOM,
        terms.stream().mapToDouble(RandomTerm::low).min().orElseThrow(),
        terms.stream().mapToDouble(RandomTerm::high).max().orElseThrow(),
        terms.stream().mapToDouble(RandomTerm::slope).max().orElseThrow(),
        true,
        terms.stream().anyMatch(RandomTerm::kinked));
  }

  /** {@code W @ v}, of a vector or list of any readable size. */
  RandomTerm product(List<String> size, int depth, boolean pin) {
    if (pin) {
      return sum(product(size, depth, false), chance(70), leaf(size, true));
    }
    List<String> columns = any(readableSizes());
    if (chance(25)) {
      List<String> more = new ArrayList<>(columns);
      more.addAll(any(readableSizes()));
      Collections.sort(more);
      columns = more;
    }
    boolean before = smooth;
    smooth = false; // a product of kinked units is not kinked: its row is never the same twice
    boolean parts = columns.size() > 1 && (readable(columns).isEmpty() || chance(70));
    RandomTerm v = parts ? list(columns, depth) : vector(columns, depth - 1, true);
    smooth = before;
    return product(size, columns, v);
  }

  RandomTerm product(List<String> size, List<String> columns, RandomTerm v) {
    List<String> stems = List.of("W", "U", "V", "Wx", "A2");
    String matrix;
    if (chance(8)) {
      // Its zeros are no parameters, so that no other product can use the same matrix whole.
      List<String> rows = new ArrayList<>(size);
      rows.add("in 3 groups");
      matrix = "upper(" + parameter(new Shape(rows, columns), stems) + ", 3)";
    } else {
      matrix = parameter(new Shape(size, columns), stems);
      matrix = chance(8) ? "dropconnect(" + matrix + ", " + probability() + ")" : matrix;
    }
    double bound = 1.5 * v.largest();
    return new RandomTerm(
        matrix + " @ " + wrapped(v, Level.BARE),
        Level.BARE,
        -bound,
        bound,
        0.9 * v.slope(),
        false,
        false);
  }

  private RandomTerm normalized(List<String> size, int depth, boolean pin) {
    boolean before = smooth;
    smooth = true; // what is constant has no variance
    RandomTerm a = sum(product(size, 1, pin), true, leaf(size, pin));
    List<String> texts = new ArrayList<>(List.of(a.text()));
    double slope = a.slope();
    if (chance(40)) {
      smooth = before;
      return new RandomTerm(
          "softmax(" + a.text() + ")", Level.ATOM, 0, 1, slope / 2, a.pinned(), false);
    }
    for (int more = random.nextInt(3); more > 0; more--) {
      RandomTerm b = product(any(readableSizes()), 1, true);
      texts.add(b.text());
      slope = Math.max(slope, b.slope());
    }
    smooth = before;
    String text = "layernorm(" + String.join(", ", texts) + ")";
    return new RandomTerm(text, Level.ATOM, -3, 3, 2 * slope, a.pinned(), false);
  }

  /** Something that can be divided by, and that has a logarithm. */
  private RandomTerm positive(List<String> size, int depth) {
    RandomTerm a = vector(size, Math.min(depth, 2), false);
    RandomTerm e =
        switch (random.nextInt(4)) {
          case 0 -> sum(constant(1), true, call("exp", gentle(a)));
          case 1 -> sum(call("softplus", a), true, constant(0.5));
          case 2 -> sum(times(call("tanh", a), call("tanh", a)), true, constant(0.5));
          default -> sum(call("sigmoid", a), true, constant(0.5));
        };
    // Both factors above are the same number, whose square is not negative.
    return e.low() < 0.5 ? e.ranging(0.5, e.high()) : e;
  }

  /** Any function of one argument whose domain holds {@code a}, or that of a tamed one. */
  private RandomTerm function(RandomTerm a, boolean vector) {
    boolean kink = vector && kinks == Kinks.SOME && !smooth && !a.kinked() && kinkBudget > 0;
    return switch (random.nextInt(kink ? 13 : 9)) {
      case 0 -> call("sigmoid", a);
      case 1, 2 -> call("tanh", a);
      case 3 -> call("softplus", a);
      case 4 -> call("exp", gentle(a));
      case 5 -> call("log", a.low() >= 0.4 ? a : sum(call("softplus", a), true, constant(0.5)));
      case 6 -> call("sqrt", a.low() >= 0.4 ? a : sum(call("sigmoid", a), true, constant(0.3)));
      case 7 -> call("elu", a);
      case 8 -> call("softsign", a);
      case 9 -> call("relu", a);
      case 10 -> call("leakyrelu", a);
      case 11 -> call("hardsigmoid", a);
      default -> call("abs", a);
    };
  }

  private double probability() {
    return any(List.of(0.0, 0.05, 0.25, 0.5));
  }

  private RandomTerm dropout(RandomTerm a) {
    double p = probability();
    String text = "dropout(" + a.text() + ", " + p + (chance(40) ? ", sequence)" : ")");
    double more = 1 / (1 - p);
    return new RandomTerm(
        text,
        Level.ATOM,
        Math.min(0, a.low() * more),
        Math.max(0, a.high() * more),
        a.slope() * more,
        a.pinned(),
        true);
  }

  private RandomTerm zoneout(RandomTerm a, RandomTerm b) {
    return a.with(
        b,
        "zoneout(" + a.text() + ", " + b.text() + ", " + probability() + ")",
        Level.ATOM,
        Math.min(a.low(), b.low()),
        Math.max(a.high(), b.high()),
        a.slope() + b.slope());
  }

  /** {@code min} or {@code max}. */
  private RandomTerm extreme(RandomTerm a, RandomTerm b) {
    String function = chance(50) ? "min" : "max";
    if (kinks == Kinks.TIES) {
      RandomTerm tie = a.as(function + "(" + a.text() + ", " + a.text() + ")", Level.ATOM);
      return chance(50) && a.pinned() == b.pinned() ? tie : times(a, b);
    }
    boolean allowed = kinks == Kinks.SOME && !smooth && kinkBudget > 0;
    if (!allowed || a.kinked() || b.kinked() || a.text().equals(b.text())) {
      return sum(a, false, b);
    }
    kinkBudget--;
    RandomTerm other = chance(25) && a.pinned() ? number(1) : b;
    return a.with(
            other,
            function + "(" + a.text() + ", " + other.text() + ")",
            Level.ATOM,
            Math.min(a.low(), other.low()),
            Math.max(a.high(), other.high()),
            Math.max(a.slope(), other.slope()))
        .kinked(true);
  }
}
