package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Lines.Term;
import dev.sluice.cell.Program.Carried;
import dev.sluice.cell.Program.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Backpropagation through time, derived: reverse mode over a {@link Program}, each operation's rule
 * once. The way back is a program itself. It reads the values of the way forward by their names, is
 * given {@code d.out.k} (the gradient of output k at this step), carries {@code d.s+} → {@code d.s}
 * (the gradient of state s, from the following step to the previous one), and runs from the last
 * step to the first.
 *
 * @param forward the program that was derived
 * @param backward the way back
 * @param gradients what each parameter's gradient is summed from
 * @param inputs for each input the name of its gradient; inputs that have none are left out
 * @param values for each name that the way forward defines the name of its gradient, which several
 *     may share; names that have none are left out
 */
public record Derivative(
    Program forward,
    Program backward,
    List<Gradient> gradients,
    Map<String, String> inputs,
    Map<String, String> values) {

  /** A contribution to the gradient of a parameter, summed over rows and steps. */
  public sealed interface Gradient {
    /** The parameter. */
    Parameter parameter();

    /**
     * The matrix, or the columns {@code matrix} of it, receives {@code delta · operandᵀ}, masked as
     * the matrix was.
     */
    record Outer(Expr matrix, String delta, Expr operand) implements Gradient {
      @Override
      public Parameter parameter() {
        return Program.parameter(matrix);
      }
    }

    /** The vector receives {@code delta}. */
    record Sum(Parameter parameter, String delta) implements Gradient {}
  }

  /** The derivative of a cell. */
  public static Derivative of(Cell cell) {
    return Recomputation.of(new Rules(cell, Program.of(cell)).derive());
  }

  /** The names of the way forward that the way back reads. */
  public Set<String> saved() {
    Set<String> own = new HashSet<>();
    backward.lines().forEach(line -> own.add(line.name()));
    backward.states().forEach(s -> own.add(s.old()));
    Set<String> saved = new LinkedHashSet<>();
    backward.lines().forEach(line -> saved.addAll(Program.reads(line.expr())));
    for (Gradient g : gradients) {
      if (g instanceof Gradient.Outer(Expr _, String _, Name(String operand))) {
        saved.add(operand);
      }
    }
    saved.removeIf(name -> own.contains(name) || name.startsWith("d.out."));
    return saved;
  }

  private static final class Rules {
    private static final Constant ZERO = new Constant(0);
    private static final Constant ONE = new Constant(1);
    private static final Constant TWO = new Constant(2);

    private final Program forward;
    private final Map<String, Line> byName;
    private final Lines lines;
    private final Map<String, List<Term>> adjoints = new HashMap<>();
    private final List<Gradient> gradients = new ArrayList<>();
    private final Set<String> active = new HashSet<>();
    private final Cell cell;
    private Line current = new Line("", ZERO, null, 1);

    Rules(Cell cell, Program forward) {
      this.cell = cell;
      this.forward = forward;
      byName = forward.byName();
      this.lines = new Lines(cell.shapes(), ":");
    }

    Derivative derive() {
      Map<String, String> values = new LinkedHashMap<>();
      for (Cell.Input input : cell.inputs()) {
        lines.given(input.name(), cell.shapes().size(input.name()), -1);
        active.add(input.name());
      }
      for (Cell.State state : cell.states()) {
        lines.given(state.name(), cell.shapes().size(state.name()), -1);
      }
      for (Carried state : forward.states()) {
        active.add(state.old());
        String carried = "d." + state.old() + "+";
        lines.given(carried, state.size(), 0);
        add(state.next(), new Name(carried));
      }
      for (Line line : forward.lines()) {
        lines.given(line.name(), line.size(), -1);
        boolean learned = Expr.postorder(line.expr()).stream().anyMatch(this::learns);
        if (learned) {
          active.add(line.name());
        }
      }
      for (int k = 0; k < forward.outputs().size(); k++) {
        lines.given("d.out." + k, cell.shapes().outputSizes().get(k), -1);
        add(forward.outputs().get(k), new Name("d.out." + k));
      }
      for (Line line : forward.lines().reversed()) {
        Expr g = adjoint("d." + line.name(), line.name(), line.size(), line.source());
        if (g != null) {
          if (g instanceof Name(String name)) {
            values.put(line.name(), name);
          }
          current = line;
          apply(line, g);
        }
      }
      List<Carried> states = new ArrayList<>();
      for (Carried state : forward.states()) {
        String old = "d." + state.old();
        List<Term> terms = adjoints.get(state.old());
        Expr g = terms == null ? null : lines.sumInPlace(old, terms, 1);
        if (g == null || !g.equals(new Name(old))) {
          lines.write(old, g == null ? ZERO : g, state.size(), 1);
        }
        states.add(new Carried(old + "+", old, state.size()));
      }
      Map<String, String> inputs = new LinkedHashMap<>();
      List<String> outputs = new ArrayList<>();
      for (Cell.Input input : cell.inputs()) {
        Size size = cell.shapes().size(input.name());
        Expr g = adjoint("d." + input.name(), input.name(), size, 1);
        if (g instanceof Name(String name)) {
          inputs.put(input.name(), name);
          outputs.add(name);
        }
      }
      Program backward = new Program(states, lines.lines(), outputs, Map.of());
      return new Derivative(forward, backward, List.copyOf(gradients), inputs, values);
    }

    private boolean learns(Expr e) {
      return switch (e) {
        case Name(String name) -> active.contains(name);
        case Parameter _, Columns _ -> true;
        default -> false;
      };
    }

    /** The sum of all contributions to a name, of that name's size; null where there are none. */
    private @Nullable Expr adjoint(String name, String of, @Nullable Size size, int source) {
      List<Term> terms = adjoints.get(of);
      if (terms == null) {
        return null;
      }
      Expr sum = lines.sum(name, true, terms, source);
      return size != null && lines.size(sum) == null
          ? lines.write(name + ".units", sum, size, source)
          : sum;
    }

    /** The rules. {@code g} is the gradient of the line's value, {@code y} the value itself. */
    private void apply(Line line, Expr g) {
      Name y = new Name(line.name());
      switch (line.expr()) {
        case Add(Expr t, Product p) -> {
          to(t, g);
          product(p, g);
        }
        case Product p -> product(p, g);
        case Add(Expr a, Expr b) -> {
          to(a, g);
          to(b, g);
        }
        case Subtract(Expr a, Expr b) -> {
          to(a, g);
          Expr units = isMean(b, a) ? totalByCentered(y) : g;
          if (units != null) {
            less(b, units);
          }
        }
        case Negate(Expr a) -> less(a, g);
        case Multiply(Expr a, Expr b) when a.equals(b) -> to(a, times(times(number(g), TWO), a));
        case Multiply(Expr a, Expr b) -> {
          to(a, times(number(g), b));
          to(b, times(number(g), a));
        }
        case Divide(Expr a, Expr b) when a.equals(ONE) -> less(b, times(times(g, y), y));
        case Divide(Expr a, Expr b) -> {
          Expr q = op(new Divide(g, b));
          to(a, q);
          less(b, times(q, y));
        }
        case Min(Expr a, Expr b) -> {
          to(a, select(a, b, ZERO, g));
          to(b, select(a, b, g, ZERO));
        }
        case Max(Expr a, Expr b) -> {
          to(a, select(b, a, ZERO, g));
          to(b, select(b, a, g, ZERO));
        }
        case Sigmoid(Expr a) -> to(a, times(g, times(y, op(new Subtract(ONE, y)))));
        case Tanh(Expr a) -> to(a, times(g, op(new Subtract(ONE, times(y, y)))));
        case Relu(Expr a) -> to(a, select(y, ZERO, g, ZERO));
        case LeakyRelu(Expr a) -> to(a, select(y, ZERO, g, times(g, new Constant(0.01))));
        case Elu(Expr a) -> to(a, select(y, ZERO, g, times(g, op(new Add(y, ONE)))));
        case Softplus(Expr a) -> to(a, times(g, op(new Sigmoid(a))));
        case Softsign(Expr a) -> {
          Expr rest = op(new Subtract(ONE, op(new Abs(y))));
          to(a, times(g, times(rest, rest)));
        }
        case HardSigmoid(Expr a) -> {
          Expr inside = times(g, new Constant(1 / 6.0));
          to(a, select(y, ZERO, select(ONE, y, inside, ZERO), ZERO));
        }
        case Exp(Expr a) -> to(a, times(g, y));
        case Log(Expr a) -> to(a, op(new Divide(g, a)));
        case Sqrt(Expr a) -> to(a, over(times(g, new Constant(0.5)), y));
        case Abs(Expr a) -> to(a, select(a, ZERO, g, select(ZERO, a, op(new Negate(g)), ZERO)));
        case Concat(List<Expr> parts) -> {
          Size from = Size.ZERO;
          for (Expr part : parts) {
            Size size = Objects.requireNonNull(lines.size(part));
            if (receives(part)) {
              to(
                  part,
                  lines.emit("d." + line.name(), false, new Slice(g, from, size), size, source()));
            }
            from = from.plus(size);
          }
        }
        case Total(Expr a) -> to(a, g);
        // A shift of softmax's argument changes nothing, so the largest unit has no gradient.
        case Largest _ -> {}
        case Name _, Parameter _ -> to(line.expr(), g);
        case Constant _, Count _, Draw _, Ticks _ -> {}
        case Next _,
            Columns _,
            Clock _,
            Upper _,
            Dropout _,
            Zoneout _,
            DropConnect _,
            LayerNorm _,
            Softmax _,
            Fma _,
            Select _,
            TransposedProduct _,
            Slice _ ->
            throw new IllegalStateException("not in a normal form: " + line);
      }
    }

    /** A quotient; where the way forward divides 1 by the same, its result is multiplied by. */
    private Expr over(Expr g, Name y) {
      Expr reciprocal = new Divide(ONE, y);
      for (Line line : forward.lines()) {
        if (line.expr().equals(reciprocal)) {
          return times(g, new Name(line.name()));
        }
      }
      return op(new Divide(g, y));
    }

    /** The number that all units of a gradient are; the gradient itself where they differ. */
    private Expr number(Expr g) {
      return lines.definition(g) instanceof Name n && lines.size(n) == null ? n : g;
    }

    /** Whether an operand is the mean of another's units. */
    private boolean isMean(Expr operand, Expr of) {
      return definition(operand) instanceof Divide(Expr sum, Count(Size size))
          && size.equals(lines.size(of))
          && definition(sum).equals(new Total(of));
    }

    private @Nullable Expr definition(Expr operand) {
      return operand instanceof Name(String name) && byName.containsKey(name)
          ? byName.get(name).expr()
          : null;
    }

    /**
     * The sum over units of the gradient of what has the mean 0, term by term: a multiple of that
     * itself adds up to 0, which saves a pass over units after the sums of the other terms.
     */
    private @Nullable Expr totalByCentered(Name centered) {
      List<Term> totals = new ArrayList<>();
      for (Term term : Objects.requireNonNull(adjoints.get(centered.name()))) {
        Expr total =
            lines.definition(term.value()) instanceof Multiply(Expr a, Expr b)
                ? lines.size(a) == null ? multiple(a, b, centered) : multiple(b, a, centered)
                : total(term.value());
        if (total != null) {
          totals.add(new Term(term.negative(), total));
        }
      }
      return totals.isEmpty() ? null : lines.sum("d." + current.name(), false, totals, source());
    }

    /** The sum over units of {@code factor * units}; null where it is known to be 0. */
    private @Nullable Expr multiple(Expr factor, Expr units, Name centered) {
      if (lines.size(factor) != null) {
        return total(times(factor, units));
      }
      return units.equals(centered) ? null : times(total(units), factor);
    }

    private Expr total(Expr units) {
      return lines.emit("d." + current.name(), false, new Total(units), null, source());
    }

    private int source() {
      return current.source();
    }

    private void product(Product p, Expr g) {
      gradients.add(new Gradient.Outer(p.matrix(), name(g), p.vector()));
      switch (p.vector()) {
        case Name(String name) when active.contains(name) ->
            add(name, new TransposedProduct(p.matrix(), g));
        case Parameter v -> {
          Expr back = new TransposedProduct(p.matrix(), g);
          to(v, lines.write("d." + current.name() + "." + v.name(), back, lines.size(v), source()));
        }
        default -> {}
      }
    }

    private boolean receives(Expr operand) {
      return switch (operand) {
        case Name(String name) -> active.contains(name);
        case Parameter _ -> true;
        default -> false;
      };
    }

    private void to(Expr operand, Expr g) {
      contribute(operand, g, false);
    }

    private void less(Expr operand, Expr g) {
      contribute(operand, g, true);
    }

    private void contribute(Expr operand, Expr g, boolean negative) {
      if (!receives(operand)) {
        return;
      }
      Size size = lines.size(operand);
      if (size == null && lines.size(g) != null) {
        // A number per row was broadcast to all units.
        g = total(g);
      }
      switch (operand) {
        case Name(String name) ->
            adjoints.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Term(negative, g));
        case Parameter p -> {
          Expr delta = negative ? op(new Negate(g)) : g;
          if (lines.size(delta) == null) {
            delta = lines.write("d." + p.name() + ".units", delta, size, source());
          }
          gradients.add(new Gradient.Sum(p, name(delta)));
        }
        default -> throw new IllegalStateException(operand.toString());
      }
    }

    private void add(String name, Expr g) {
      adjoints.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Term(false, g));
    }

    private Expr times(Expr a, Expr b) {
      return op(new Multiply(a, b));
    }

    private Expr select(Expr a, Expr b, Expr then, Expr otherwise) {
      return op(new Select(a, b, then, otherwise));
    }

    private Expr op(Expr e) {
      return lines.emit("d." + current.name(), false, e, source());
    }

    private static String name(Expr e) {
      return ((Name) e).name();
    }
  }
}
