package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Program.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects the lines of a {@link Program}; the same operation on the same operands is written once.
 */
final class Lines {

  /** One summand: an operand, or a product that is still to be written. */
  record Term(boolean negative, Expr value) {}

  /** How early a value is known: whether a state is read for it, and behind how many products. */
  private record Known(int component, int products) {}

  /** Operations of one direction. The way back has up to four for each of the way forward. */
  private static final int MOST = 20_000;

  private static final Known AT_ONCE = new Known(-1, 0);

  private final Shapes shapes;
  private final List<Line> lines = new ArrayList<>();
  private final Map<Expr, Name> seen = new HashMap<>();
  private final Map<Expr, Expr> definitions = new HashMap<>();
  private final Map<String, @Nullable Size> sizes = new HashMap<>();
  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, Integer> temporaries = new HashMap<>();

  private final String separator;

  /**
   * @param separator what stands between a name and the number of its temporary; no given name may
   *     contain it together with a number
   */
  Lines(Shapes shapes, String separator) {
    this.shapes = shapes;
    this.separator = separator;
  }

  List<Line> lines() {
    return lines;
  }

  /**
   * Announces a name that is given from outside; {@code component} orders states, −1 for inputs.
   */
  void given(String name, @Nullable Size size, int component) {
    sizes.put(name, size);
    known.put(name, new Known(component, 0));
  }

  boolean defines(String name) {
    return sizes.containsKey(name);
  }

  /** What the line of an operand says; the operand itself where it has none. */
  Expr definition(Expr operand) {
    return definitions.getOrDefault(operand, operand);
  }

  /** The size of an operand; null for a number. */
  @Nullable Size size(Expr operand) {
    return switch (operand) {
      case Name(String name) -> sizes.get(name);
      case Parameter p -> shapes.parameter(p.name()).rows();
      default -> null;
    };
  }

  /** Writes {@code name = expr}, or finds the line that says so already. */
  Expr emit(String name, boolean exact, Expr expr, @Nullable Size size, int source) {
    Name found = seen.get(expr);
    if (found != null) {
      return found;
    }
    return write(exact ? name : temporary(name), expr, size, source);
  }

  /**
   * Writes a line without looking for an equal one.
   *
   * @throws IllegalArgumentException if there are too many to plan and compile in bounded time
   */
  Name write(String name, Expr expr, @Nullable Size size, int source) {
    if (lines.size() == MOST) {
      throw new IllegalArgumentException(
          "The equations come to more than %,d operations. Write fewer or smaller ones."
              .formatted(MOST));
    }
    lines.add(new Line(name, expr, size, source));
    sizes.put(name, size);
    known.put(name, knownOf(expr));
    Name result = new Name(name);
    if (!(expr instanceof Leaf) && Program.product(expr) == null) {
      seen.put(expr, result);
    }
    definitions.put(result, expr);
    return result;
  }

  /** An element by element operation. */
  Expr emit(String name, boolean exact, Expr expr, int source) {
    Size size = null;
    for (Expr operand : expr.operands()) {
      Size s = size(operand);
      size = size == null ? s : size;
    }
    return emit(name, exact, expr, size, source);
  }

  /**
   * A sum: products first, in the order in which their operands become known, as one chain; then
   * the other terms as they stand.
   */
  Expr sum(String name, boolean exact, List<Term> terms, int source) {
    List<Term> products = products(terms);
    List<Term> rest = rest(terms);
    // A state has memory of its own, so a chain, which may begin elsewhere, is copied there.
    boolean chainExact = exact && rest.isEmpty() && !name.endsWith("'");
    Expr sum = chain(null, name, chainExact, products, source);
    return Objects.requireNonNull(add(sum, name, exact, rest, source), "an empty sum");
  }

  /** A sum whose products are added last, in the memory of the other terms. */
  Expr sumInPlace(String name, List<Term> terms, int source) {
    List<Term> products = products(terms);
    Expr rest = add(null, name, products.isEmpty(), rest(terms), source);
    if (products.isEmpty()) {
      return Objects.requireNonNull(rest, "an empty sum");
    }
    // The products overwrite what they are added to, so it is a copy that nobody else reads.
    Size size = sizeOf(products.getFirst().value);
    Expr start = rest == null ? null : write(temporary(name), rest, size, source);
    return Objects.requireNonNull(chain(start, name, true, products, source));
  }

  private List<Term> products(List<Term> terms) {
    return terms.stream()
        .filter(Lines::isChained)
        .sorted(
            Comparator.comparing(
                t -> knownOf(t.value),
                Comparator.comparingInt(Known::component).thenComparingInt(Known::products)))
        .toList();
  }

  /** All but the products, one that is not subtracted first. */
  private static List<Term> rest(List<Term> terms) {
    return terms.stream()
        .filter(t -> !isChained(t))
        .sorted(Comparator.comparing(Term::negative))
        .toList();
  }

  private static boolean isChained(Term t) {
    return !t.negative && Program.product(t.value) != null;
  }

  private @Nullable Expr chain(
      @Nullable Expr start, String name, boolean exact, List<Term> products, int source) {
    Expr sum = start;
    for (int i = 0; i < products.size(); i++) {
      Expr p = products.get(i).value;
      boolean last = exact && i == products.size() - 1;
      sum =
          write(
              last ? name : temporary(name), sum == null ? p : new Add(sum, p), sizeOf(p), source);
    }
    return sum;
  }

  private @Nullable Expr add(
      @Nullable Expr start, String name, boolean exact, List<Term> terms, int source) {
    Expr sum = start;
    for (int i = 0; i < terms.size(); i++) {
      Term t = terms.get(i);
      boolean product = Program.product(t.value) != null;
      Expr v = product ? write(temporary(name), t.value, sizeOf(t.value), source) : t.value;
      boolean last = exact && i == terms.size() - 1;
      if (sum == null) {
        sum = t.negative ? emit(name, last, new Negate(v), source) : v;
      } else {
        sum = emit(name, last, t.negative ? new Subtract(sum, v) : new Add(sum, v), source);
      }
    }
    return sum;
  }

  private Size sizeOf(Expr product) {
    return switch (product) {
      case Product(Expr m, Expr _) -> rows(m);
      case TransposedProduct(Expr m, Expr _) -> columns(m);
      default -> throw new IllegalArgumentException(product.toString());
    };
  }

  Size rows(Expr matrix) {
    return shapes.parameter(Program.parameter(matrix).name()).rows();
  }

  Size columns(Expr matrix) {
    return switch (matrix) {
      case Columns c -> c.size();
      case Parameter p -> shapes.parameter(p.name()).columns();
      case DropConnect d -> columns(d.matrix());
      default -> throw new IllegalArgumentException(matrix.toString());
    };
  }

  private Known knownOf(Expr e) {
    Known result = AT_ONCE;
    for (String name : Program.reads(e)) {
      Known k = known.getOrDefault(name, AT_ONCE);
      if (k.component > result.component) {
        result = k;
      } else if (k.component == result.component && k.products > result.products) {
        result = k;
      }
    }
    boolean product = Program.product(e) != null;
    return product && result.component >= 0
        ? new Known(result.component, result.products + 1)
        : result;
  }

  private String temporary(String name) {
    return name + separator + temporaries.merge(name, 1, Integer::sum);
  }
}
