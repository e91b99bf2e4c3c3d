package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Lines.Term;
import dev.sluice.cell.Program.Carried;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Brings the equations of a cell into the normal form of {@link Program}. */
final class Normalizer {
  private final Cell cell;
  private final Shapes shapes;
  private final Lines lines;
  private final Map<String, Expr> names = new LinkedHashMap<>();
  private final Map<String, List<Expr>> concatenated = new HashMap<>();

  Normalizer(Cell cell) {
    this.cell = cell;
    this.shapes = cell.shapes();
    this.lines = new Lines(shapes, ".");
  }

  Program program() {
    Map<String, Integer> components = components();
    for (Cell.Input input : cell.inputs()) {
      given(input.name(), -1);
    }
    for (Cell.State state : cell.states()) {
      given(state.name(), components.get(state.name()));
    }
    for (Equation equation : cell.equations()) {
      define(equation);
    }
    Set<String> read = new HashSet<>();
    lines.lines().forEach(line -> read.addAll(Program.reads(line.expr())));
    List<String> outputs = new ArrayList<>();
    for (Expr out : cell.outputs()) {
      Expr value = operand(out);
      outputs.add(
          value instanceof Name(String name) ? name : copy("out." + outputs.size(), out, value));
    }
    List<Carried> states =
        cell.states().stream()
            .filter(s -> read.contains(s.name()) || outputs.contains(s.name()))
            .map(s -> new Carried(s.name(), s.name() + "'", shapes.size(s.name())))
            .toList();
    return new Program(states, lines.lines(), outputs, names);
  }

  private void given(String name, int component) {
    lines.given(name, shapes.size(name), component);
    names.put(name, new Name(name));
  }

  private String copy(String name, Expr written, Expr value) {
    Size size = written instanceof Name(String n) ? shapes.size(n) : Size.HIDDEN;
    return lines.write(name, value, size, 1).name();
  }

  /** The order of the states' components under "reads the old value of". */
  private Map<String, Integer> components() {
    Map<String, Set<String>> reads = new HashMap<>();
    Map<String, Set<String>> edges = new LinkedHashMap<>();
    cell.states().forEach(s -> reads.put(s.name(), Set.of(s.name())));
    for (Equation equation : cell.equations()) {
      Set<String> old = new HashSet<>();
      for (Expr e : Expr.postorder(equation.value())) {
        switch (e) {
          case Name(String name) -> old.addAll(reads.getOrDefault(name, Set.of()));
          case Next(String state) -> old.addAll(reads.getOrDefault(state + "'", Set.of()));
          default -> {}
        }
      }
      reads.put(equation.target(), old);
      if (equation.next()) {
        edges.put(equation.name(), old);
      }
    }
    List<Set<String>> order = Components.of(edges);
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      for (String state : order.get(i)) {
        index.put(state, i);
      }
    }
    return index;
  }

  private void define(Equation equation) {
    String target = equation.target();
    // A state made of numbers has units all the same: the number is written first, under a name of
    // its own that no temporary has, and then copied to them.
    boolean number = equation.next() && isNumber(equation.value());
    Expr value = flatten(equation.value(), number ? target + ".0" : target, equation.line());
    boolean written = value instanceof Name(String name) && name.equals(target);
    if (equation.next() && !written) {
      // A state's new value is memory of its own, even where it equals another value.
      value = lines.write(target, value, shapes.size(equation.name()), equation.line());
    }
    names.put(target, value);
  }

  private boolean isNumber(Expr value) {
    return Expr.postorder(value).stream().allMatch(e -> !(e instanceof Leaf) || isNumberLeaf(e));
  }

  private boolean isNumberLeaf(Expr leaf) {
    return !(leaf instanceof Clock) && lines.size(operand(leaf)) == null;
  }

  private Expr operand(Expr leaf) {
    return switch (leaf) {
      case Name(String name) -> names.get(name);
      case Next(String state) -> names.get(state + "'");
      default -> leaf;
    };
  }

  /** Writes the lines for {@code root}; the last of them is called {@code target}. */
  private Expr flatten(Expr root, String target, int source) {
    Map<Expr, List<Term>> sums = sums(root);
    Set<Expr> absorbed = Collections.newSetFromMap(new IdentityHashMap<>());
    absorb(root, sums, absorbed);
    Map<Expr, Expr> done = new IdentityHashMap<>();
    for (Expr e : Expr.postorder(root)) {
      if (done.containsKey(e)
          || absorbed.contains(e)
          || e instanceof Upper
          || e instanceof DropConnect) {
        continue;
      }
      boolean exact = e == root;
      List<Term> terms = sums.get(e);
      if (terms != null) {
        List<Term> flat = new ArrayList<>();
        for (Term t : terms) {
          if (t.value() instanceof Product p) {
            products(p, done).forEach(q -> flat.add(new Term(t.negative(), q)));
          } else {
            flat.add(new Term(t.negative(), flat(t.value(), done)));
          }
        }
        done.put(e, lines.sum(target, exact, flat, source));
        continue;
      }
      done.put(
          e,
          switch (e) {
            case Clock c ->
                lines.emit(
                    target, exact, new Ticks(c.periods(), shapes.size(c)), shapes.size(c), source);
            case Leaf leaf -> operand(leaf);
            case Dropout d -> dropout(target, exact, d, flat(d.a(), done), source);
            case Zoneout z ->
                zoneout(target, exact, z, flat(z.a(), done), flat(z.b(), done), source);
            case Concat c -> concat(target, exact, c, done, source);
            case LayerNorm n ->
                layerNorm(
                    target, exact, n.parts().stream().map(p -> flat(p, done)).toList(), source);
            case Softmax s -> softmax(target, exact, flat(s.a(), done), source);
            default ->
                lines.emit(
                    target,
                    exact,
                    e.with(e.operands().stream().map(o -> flat(o, done)).toList()),
                    source);
          });
    }
    return done.get(root);
  }

  private Expr flat(Expr e, Map<Expr, Expr> done) {
    Expr value = done.get(e);
    if (value == null) {
      throw new IllegalStateException("not written yet: " + e);
    }
    return value;
  }

  /** The sums that contain a product, each with its terms, and every product that stands alone. */
  private static Map<Expr, List<Term>> sums(Expr root) {
    Map<Expr, List<Term>> sums = new IdentityHashMap<>();
    Set<Expr> inner = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Expr e : Expr.postorder(root).reversed()) {
      if (e instanceof Product && !inner.contains(e)) {
        sums.put(e, List.of(new Term(false, e)));
      } else if ((e instanceof Add || e instanceof Subtract) && !inner.contains(e)) {
        List<Term> terms = terms(e, inner);
        if (terms.stream().anyMatch(t -> !t.negative() && t.value() instanceof Product)) {
          sums.put(e, terms);
          terms.stream().map(Term::value).filter(Product.class::isInstance).forEach(inner::add);
        }
      }
    }
    return sums;
  }

  private static List<Term> terms(Expr sum, Set<Expr> inner) {
    List<Term> terms = new ArrayList<>();
    Deque<Term> open = new ArrayDeque<>();
    open.push(new Term(false, sum));
    while (!open.isEmpty()) {
      Term t = open.pop();
      switch (t.value()) {
        case Add(Expr a, Expr b) -> {
          open.push(new Term(t.negative(), b));
          open.push(new Term(t.negative(), a));
          inner.add(t.value());
        }
        case Subtract(Expr a, Expr b) -> {
          open.push(new Term(!t.negative(), b));
          open.push(new Term(t.negative(), a));
          inner.add(t.value());
        }
        default -> terms.add(t);
      }
    }
    return terms;
  }

  /** What is written with a sum or a product and has no line of its own. */
  private static void absorb(Expr root, Map<Expr, List<Term>> sums, Set<Expr> absorbed) {
    Set<Expr> inner = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Map.Entry<Expr, List<Term>> sum : sums.entrySet()) {
      Set<Expr> below = Collections.newSetFromMap(new IdentityHashMap<>());
      terms(sum.getKey(), below);
      below.remove(sum.getKey());
      inner.addAll(below);
      for (Term t : sum.getValue()) {
        if (t.value() instanceof Product p) {
          if (p != sum.getKey()) {
            inner.add(p);
          }
          if (p.vector() instanceof Concat c) {
            inner.add(c);
          }
        }
      }
    }
    absorbed.addAll(inner);
  }

  /** A product, split by the columns that belong to each part of a concatenation. */
  private List<Expr> products(Product p, Map<Expr, Expr> done) {
    List<Expr> parts;
    if (p.vector() instanceof Concat(List<Expr> written)) {
      parts = written.stream().map(part -> flat(part, done)).toList();
    } else {
      Expr vector = flat(p.vector(), done);
      parts = vector instanceof Name(String name) ? concatenated.get(name) : null;
      if (parts == null) {
        return List.of(new Product(plain(p.matrix()), vector));
      }
    }
    Parameter matrix = Program.parameter(p.matrix());
    List<Expr> products = new ArrayList<>();
    Size from = Size.ZERO;
    for (Expr part : parts) {
      Size size = lines.size(part);
      if (size == null) {
        throw new IllegalStateException("a number inside [ ] has no size");
      }
      Columns columns = new Columns(matrix, from, size);
      Expr own =
          p.matrix() instanceof DropConnect d
              ? new DropConnect(columns, d.p(), d.occurrence())
              : columns;
      products.add(new Product(own, part));
      from = from.plus(size);
    }
    return products;
  }

  /** Which blocks a matrix has is known to {@link Shapes}, so a normal form does not repeat it. */
  private static Expr plain(Expr matrix) {
    return matrix instanceof Upper u ? u.matrix() : matrix;
  }

  private Expr dropout(String target, boolean exact, Dropout d, Expr a, int source) {
    Draw draw = draw(d, 0, 1 / (1 - d.p()), d.sequence(), a);
    Expr mask = lines.emit(target, false, draw, draw.size(), source);
    return lines.emit(target, exact, new Multiply(a, mask), source);
  }

  /**
   * A weighted sum: with a mask of zeros and ones it is one of the two, exactly, as long as both
   * are finite. Infinite or NaN, the one that is not taken makes it NaN; the {@link Interpreter}
   * says the same.
   */
  private Expr zoneout(String target, boolean exact, Zoneout z, Expr fresh, Expr old, int source) {
    Draw draw = draw(z, 1, 0, false, lines.size(fresh) == null ? old : fresh);
    Expr mask = lines.emit(target, false, draw, draw.size(), source);
    Expr rest = op(target, new Subtract(new Constant(1), mask), source);
    Expr changed = op(target, new Multiply(rest, fresh), source);
    Expr kept = op(target, new Multiply(mask, old), source);
    return lines.emit(target, exact, new Add(kept, changed), source);
  }

  private Draw draw(Noisy e, double event, double otherwise, boolean sequence, Expr like) {
    Size size = Objects.requireNonNull(lines.size(like));
    return new Draw(e.occurrence(), e.p(), event, otherwise, sequence, size);
  }

  private Expr concat(String target, boolean exact, Concat c, Map<Expr, Expr> done, int source) {
    List<Expr> parts = c.parts().stream().map(p -> flat(p, done)).toList();
    Size size = Size.ZERO;
    for (Expr part : parts) {
      Size s = lines.size(part);
      size = size.plus(s == null ? Size.ZERO : s);
    }
    Expr result = lines.emit(target, exact, new Concat(parts), size, source);
    if (result instanceof Name(String name)) {
      concatenated.put(name, parts);
    }
    return result;
  }

  private Expr layerNorm(String target, boolean exact, List<Expr> parts, int source) {
    Size size = Size.ZERO;
    for (Expr part : parts) {
      Size s = lines.size(part);
      size = size.plus(s == null ? Size.ZERO : s);
    }
    Count count = new Count(size);
    Expr mean = op(target, new Divide(total(target, parts, source), count), source);
    List<Expr> centered =
        parts.stream().map(p -> op(target, new Subtract(p, mean), source)).toList();
    List<Expr> squares =
        centered.stream().map(p -> op(target, new Multiply(p, p), source)).toList();
    Expr variance = op(target, new Divide(total(target, squares, source), count), source);
    Expr deviation =
        op(target, new Sqrt(op(target, new Add(variance, new Constant(1e-5)), source)), source);
    Expr scale = op(target, new Divide(new Constant(1), deviation), source);
    return lines.emit(target, exact, new Multiply(centered.getFirst(), scale), source);
  }

  private Expr softmax(String target, boolean exact, Expr a, int source) {
    Expr largest = lines.emit(target, false, new Largest(a), null, source);
    Expr e = op(target, new Exp(op(target, new Subtract(a, largest), source)), source);
    Expr scale = op(target, new Divide(new Constant(1), total(target, List.of(e), source)), source);
    return lines.emit(target, exact, new Multiply(e, scale), source);
  }

  private Expr total(String target, List<Expr> parts, int source) {
    Expr sum = null;
    for (Expr part : parts) {
      Expr total = lines.emit(target, false, new Total(part), null, source);
      sum = sum == null ? total : op(target, new Add(sum, total), source);
    }
    return Objects.requireNonNull(sum);
  }

  private Expr op(String target, Expr e, int source) {
    return lines.emit(target, false, e, source);
  }
}
