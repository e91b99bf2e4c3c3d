package dev.sluice.kernel;

import dev.sluice.kernel.RandomExpressions.Kinks;
import dev.sluice.kernel.RandomExpressions.Known;
import dev.sluice.kernel.RandomTerm.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Random texts of valid cells: every construct of the language in combinations that nobody thinks
 * of. The same seed gives the same text.
 */
final class RandomCells {

  private static final List<String> STATES = List.of("h", "c", "m", "n", "s", "y2", "Cell", "t");
  private static final List<String> VALUES =
      List.of("i", "f", "g", "o", "z", "r", "q", "k", "Gate", "zeros", "p", "in", "a1", "w");
  private static final List<String> SIZES = List.of("p", "q", "width");

  /** How far a state may be from zero, at any step. */
  private static final double STATE = 3;

  private record State(String name, List<String> size, boolean scan, boolean hiddenUntilNext) {}

  private final SplittableRandom random;
  private final RandomExpressions make;
  private final List<String> lines = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private final List<String> outs = new ArrayList<>();
  private final Set<String> used = new LinkedHashSet<>();
  private boolean finished;

  private RandomCells(long seed) {
    random = new SplittableRandom(seed);
    List<Kinks> kinks = List.of(Kinks.NONE, Kinks.SOME, Kinks.SOME, Kinks.TIES);
    make = new RandomExpressions(random, kinks.get(random.nextInt(kinks.size())));
  }

  /** A cell that can be parsed, and holds the contract. */
  static String valid(long seed) {
    RandomCells cell = new RandomCells(seed);
    try {
      return new RandomDress(cell.random).dress(cell.equations());
    } catch (NoSuchElementException e) {
      return valid(~seed * 31); // a size that only the state in hand has: another cell
    }
  }

  private boolean chance(int percent) {
    return make.chance(percent);
  }

  private List<String> equations() {
    String header = header();
    List<Object> order = new ArrayList<>(states);
    List<String> values = new ArrayList<>(VALUES);
    Collections.shuffle(values, new Random(random.nextLong()));
    int count = random.nextInt(6);
    for (String name : values.subList(0, count)) {
      // The last equation is one that can use what nobody has used.
      order.add(random.nextInt(order.size()), name);
    }
    Object last = order.removeLast();
    Collections.shuffle(order, new Random(random.nextLong()));
    order.add(last);
    for (Object next : order) {
      finished = next == last;
      switch (next) {
        case State state when state.scan() && !finished -> scan(state);
        case State state -> state(state);
        default -> value((String) next);
      }
    }
    outs();
    inits();
    lines.addFirst(header);
    return lines;
  }

  private String header() {
    boolean square = chance(20);
    input("x", List.of(square ? "hidden" : "input"));
    List<String> names = new ArrayList<>(STATES);
    Collections.shuffle(names, new Random(random.nextLong()));
    StringBuilder header = new StringBuilder();
    int count = random.nextInt(1, 5);
    for (int i = 0; i < count; i++) {
      String size = chance(25) ? make.any(SIZES) : chance(5) && !square ? "input" : null;
      boolean late = chance(10);
      State state = new State(names.get(i), size(size), chance(35), late);
      states.add(state);
      header.append(i == 0 ? "" : ", ").append(state.name());
      header.append(size != null ? "[" + size + "]" : chance(5) ? "[hidden]" : "");
      if (!late) {
        make.names.put(
            state.name(),
            new Known(state.name(), state.size(), term(state.name(), -STATE, STATE, 1), false));
      }
    }
    List<String> words = List.of("my", "cell-2", "lstm", "a-b-c", "W", "x", "tanh");
    return make.any(words) + "(x" + (square ? "[hidden]" : "") + more() + "; " + header + ")";
  }

  /** Inputs other than x, sometimes. */
  private String more() {
    String more = "";
    if (chance(12)) {
      State state = make.any(states);
      input("e", state.size());
      boolean hidden = state.size().equals(List.of("hidden"));
      more += ", e" + (hidden ? "" : state.size()) + " = below(" + state.name() + ")";
    }
    if (chance(12)) {
      String size = chance(30) ? make.any(SIZES) : null;
      input("u", size(size));
      more += ", u" + (size == null ? "" : "[" + size + "]");
    }
    return more;
  }

  private void input(String name, List<String> size) {
    make.names.put(name, new Known(name, size, term(name, -1, 1, 1), true));
  }

  private static List<String> size(@Nullable String name) {
    return List.of(name == null ? "hidden" : name);
  }

  private static RandomTerm term(String name, double low, double high, double slope) {
    return new RandomTerm(name, Level.ATOM, low, high, slope, true, false);
  }

  // --------------------------------------------------------------------------------- equations

  private void state(State state) {
    make.begin(state.name(), false, true);
    List<Known> numbers = make.names.values().stream().filter(k -> k.size().isEmpty()).toList();
    RandomTerm e;
    if (!finished && chance(6)) {
      e = numbers.isEmpty() ? make.number(1) : make.any(numbers).term();
    } else {
      e = make.vector(state.size(), chance(12) ? 0 : random.nextInt(2, 5), false);
    }
    if (finished) {
      e = withUnused(e, state.size());
    }
    if (e.largest() > STATE || e.slope() > 1.1 || chance(40)) {
      double by = Math.min(1, Math.floor(110 / Math.max(e.slope(), 0.1)) / 100);
      e = by < 1 ? make.times(number(by), e) : e;
      e =
          e.largest() > STATE || chance(50)
              ? make.call(make.any(List.of("tanh", "softsign")), e)
              : e;
    }
    define(state, e, false);
  }

  private static RandomTerm number(double value) {
    return new RandomTerm("" + value, Level.ATOM, value, value, 0, false, false);
  }

  private void write(String left, RandomTerm e) {
    lines.add("  " + left + " = " + e.text());
    used.addAll(words(e.text()));
  }

  private static List<String> words(String text) {
    return List.of(text.split("[^A-Za-z0-9_']+"));
  }

  private void define(State state, RandomTerm e, boolean linear) {
    String next = state.name() + "'";
    write(next, e);
    RandomTerm known = term(next, -STATE, STATE, e.slope());
    // The next value may equal another name's value exactly.
    make.names.put(
        next, new Known(next, state.size(), known.kinked(e.level() == Level.ATOM), linear));
    Known old = make.names.get(state.name());
    if (old != null && linear) {
      make.names.put(state.name(), new Known(old.name(), old.size(), old.term(), true));
    }
  }

  /** {@code s' = a * s + b}, in the ways to write it. */
  private void scan(State state) {
    make.begin(state.name(), true, true);
    Known own = make.names.remove(state.name());
    RandomTerm s = term(state.name(), -STATE, STATE, 1);
    RandomTerm b = make.limited(make.vector(state.size(), 2, false), 0.9, 1);
    RandomTerm a = make.vector(state.size(), 2, false);
    RandomTerm gate = make.call("sigmoid", a);
    RandomTerm e =
        switch (random.nextInt(6)) {
          case 0 -> make.sum(make.times(number(0.75), s), chance(70), make.times(number(0.25), b));
          case 1 ->
              make.sum(make.times(gate, s), true, make.times(make.sum(number(1), false, gate), b));
          case 2 -> make.sum(s, chance(50), make.times(number(0.1), b));
          case 3 -> make.sum(make.times(number(0.1), b), true, make.times(s, gate));
          case 4 -> make.sum(make.divided(s, number(2)), false, b);
          default ->
              make.sum(
                  make.sum(make.negated(make.times(number(0.5), s)), true, b),
                  true,
                  make.times(s, number(0.25)));
        };
    if (own != null) {
      make.names.put(state.name(), own);
    }
    define(state, e.sloped(1), true);
  }

  private void value(String name) {
    boolean smooth = chance(50);
    if (!finished && chance(15)) {
      make.begin(name, false, true);
      RandomTerm e = make.tame(make.number(2));
      write(name, e);
      RandomTerm known = e.as(name, Level.ATOM);
      make.names.put(name, new Known(name, List.of(), known, true));
      return;
    }
    boolean linear = !finished && chance(30);
    make.begin(name, linear, smooth);
    List<String> size = valueSize();
    // Left free, a left side has the hidden size; any other must follow from the right side.
    boolean hidden = size.equals(List.of("hidden"));
    boolean named = size.size() == 1 && (!hidden || chance(5));
    RandomTerm e = make.vector(size, random.nextInt(0, 5), !hidden && !named);
    e = finished ? withUnused(e, size) : e;
    write(name + (named ? "[" + size.getFirst() + "]" : ""), e);
    RandomTerm known = e.as(name, Level.ATOM);
    known =
        new RandomTerm(
            name,
            Level.ATOM,
            e.low(),
            e.high(),
            e.slope(),
            true,
            e.kinked() || e.level() == Level.ATOM && !e.text().contains("("));
    make.names.put(name, new Known(name, size, known, linear));
    if (finished) {
      outs.add(name);
    }
  }

  private List<String> valueSize() {
    if (chance(75)) {
      return List.of("hidden");
    }
    List<List<String>> there =
        make.names.values().stream().map(Known::size).filter(s -> !s.isEmpty()).distinct().toList();
    if (finished || chance(50)) {
      return chance(50) ? make.any(there) : List.of(make.any(SIZES));
    }
    List<String> sum = new ArrayList<>(make.any(there));
    sum.addAll(make.any(there));
    Collections.sort(sum);
    return sum;
  }

  /** Reads in the last equation what no other does. */
  private RandomTerm withUnused(RandomTerm from, List<String> size) {
    RandomTerm e = from;
    used.addAll(words(from.text()));
    for (Known known : List.copyOf(make.names.values())) {
      boolean state = states.stream().anyMatch(s -> s.name().equals(known.name()));
      if (used.contains(known.name()) || state || known.name().endsWith("'")) {
        continue;
      }
      RandomTerm t = known.term();
      if (!known.size().isEmpty() && chance(20) && VALUES.contains(known.name())) {
        outs.add(known.name());
      } else if (known.size().isEmpty()) {
        e = make.times(e, t);
      } else {
        boolean same = known.size().equals(size) && !t.kinked() && chance(60);
        e = make.sum(e, chance(80), same ? t : make.product(size, known.size(), t));
      }
    }
    return e.largest() > 20 ? make.tame(e) : e;
  }

  // ------------------------------------------------------------------------- the last lines

  private void outs() {
    while (chance(30)) {
      outs.add(make.any(states).name() + "'");
    }
    if (chance(20)) {
      make.names.values().stream()
          .filter(k -> !k.size().isEmpty() && VALUES.contains(k.name()))
          .findFirst()
          .ifPresent(k -> outs.add(k.name()));
    }
    if (outs.size() > 1) {
      lines.add("  out [" + String.join(", ", outs) + "]");
    } else if (outs.size() == 1) {
      lines.add("  out " + outs.getFirst());
    }
  }

  private void inits() {
    List<String> targets = new ArrayList<>(used.stream().filter(w -> w.contains("_")).toList());
    states.forEach(s -> targets.add(s.name()));
    Collections.shuffle(targets, new Random(random.nextLong()));
    int count = Math.min(targets.size(), random.nextInt(5));
    for (String target : targets.subList(0, count)) {
      List<String> kinds =
          new ArrayList<>(List.of("1", "-0.5", "+2", "-1e30", "0", "-0.0", "1e-3"));
      if (target.contains("_")) {
        kinds.addAll(List.of("zeros", "ones", "uniform(-0.1, 0.1)", "normal(0, 1e-2)"));
        if (Character.isUpperCase(target.charAt(0))) {
          kinds.add("orthogonal");
        }
      }
      lines.add(random.nextInt(lines.size() + 1), "  init " + target + " = " + make.any(kinds));
    }
    if (count > 2 && chance(50)) {
      String several =
          targets.subList(count, targets.size()).stream()
              .limit(3)
              .collect(Collectors.joining(", "));
      if (!several.isEmpty()) {
        lines.add("  init " + several + " = " + make.any(List.of("1", "-3", "0.25")));
      }
    }
  }
}
