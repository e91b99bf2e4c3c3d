package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes cells and expressions as text: one form for each tree, with minimal parentheses. */
final class Printer {
  private Printer() {}

  /** Left sides up to this width are aligned at their equals sign. */
  private static final int TARGET_WIDTH = 12;

  /** Lines up to this width are followed by comments in one column. */
  private static final int CODE_WIDTH = 80;

  // ------------------------------------------------------------------------------------- cells

  /**
   * The text of a cell.
   *
   * @param lines its lines, the header first
   * @param after the comment lines at its end
   */
  static String print(List<Line> lines, List<String> after) {
    int target = 0;
    for (Line line : lines) {
      if (line.content() instanceof Line.Content.Defines(Equation equation)) {
        int width = left(equation).length();
        target = width <= TARGET_WIDTH ? Math.max(target, width) : target;
      }
    }
    int column = 0;
    for (Line line : lines.subList(1, lines.size())) {
      int width = code(line, target).length();
      column = line.end() != null && width <= CODE_WIDTH ? Math.max(column, width) : column;
    }
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      boolean header = line.content() instanceof Line.Content.Header;
      String indent = header ? "" : "  ";
      line.above().forEach(c -> text.append(indent).append(c).append('\n'));
      String code = code(line, target);
      text.append(code);
      if (line.end() != null) {
        text.repeat(' ', Math.max(0, header ? 0 : column - code.length())).append("  ");
        text.append(line.end());
      }
      text.append('\n');
    }
    after.forEach(c -> text.append("  ").append(c).append('\n'));
    return text.toString();
  }

  private static String code(Line line, int width) {
    return switch (line.content()) {
      case Line.Content.Header h ->
          h.name()
              + h.inputs().stream().map(Printer::input).collect(Collectors.joining(", ", "(", "; "))
              + h.states().stream()
                  .map(s -> s.name() + size(s.size()))
                  .collect(Collectors.joining(", ", "", ")"));
      case Line.Content.Defines(Equation e) -> {
        String left = left(e);
        int pad = Math.max(0, width - left.length());
        yield "  " + left + " ".repeat(pad) + " = " + print(e.value());
      }
      case Line.Content.Starts(List<Init> inits) ->
          "  init "
              + inits.stream().map(Init::target).collect(Collectors.joining(", "))
              + " = "
              + value(inits.getFirst().value());
      case Line.Content.Leaves(List<Expr> outputs) ->
          "  out "
              + (outputs.size() == 1
                  ? print(outputs.getFirst())
                  : outputs.stream()
                      .map(Printer::print)
                      .collect(Collectors.joining(", ", "[", "]")));
    };
  }

  private static String input(Cell.Input i) {
    return i.name() + size(i.size()) + (i.below() == null ? "" : " = below(" + i.below() + ")");
  }

  static String left(Equation e) {
    return e.target() + size(e.size());
  }

  private static String size(@Nullable String size) {
    return size == null ? "" : "[" + size + "]";
  }

  private static String value(Init.Value value) {
    return switch (value) {
      case Init.Value.Number n -> Numbers.print(n.value());
      case Init.Value.Zeros _ -> "zeros";
      case Init.Value.Ones _ -> "ones";
      case Init.Value.Identity _ -> "identity";
      case Init.Value.Orthogonal _ -> "orthogonal";
      case Init.Value.Uniform u ->
          "uniform(" + Numbers.print(u.a()) + ", " + Numbers.print(u.b()) + ")";
      case Init.Value.Normal n ->
          "normal(" + Numbers.print(n.mean()) + ", " + Numbers.print(n.sd()) + ")";
    };
  }

  // ------------------------------------------------------------------------------- expressions

  /** Where an expression stands, from loose to tight. */
  private enum Place {
    SUM,
    TERM,
    /** A factor that has {@code *} or {@code /} beside it: no bare {@code @} here. */
    BESIDE,
    FACTOR,
    ATOM
  }

  private record Open(Expr e, Place place) {}

  /** The text of an expression, without recursion: chains may be thousands long. */
  static String print(Expr root) {
    return print(root, Place.SUM);
  }

  /** The text of an expression as a factor with {@code *} or {@code /} beside it. */
  static String printFactor(Expr root) {
    return print(root, Place.BESIDE);
  }

  private static String print(Expr root, Place outermost) {
    StringBuilder text = new StringBuilder();
    Deque<Object> open = new ArrayDeque<>();
    open.push(new Open(root, outermost));
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Open(Expr e, Place place) -> {
          Object[] pieces = pieces(e, place);
          boolean parentheses = needsParentheses(e, place);
          if (parentheses) {
            open.push(")");
          }
          for (int i = pieces.length - 1; i >= 0; i--) {
            open.push(pieces[i]);
          }
          if (parentheses) {
            open.push("(");
          }
        }
        case Object piece -> text.append(piece);
      }
    }
    return text.toString();
  }

  private static boolean needsParentheses(Expr e, Place place) {
    return switch (e) {
      case Add _, Subtract _ -> place != Place.SUM;
      case Multiply _, Divide _ -> place.compareTo(Place.TERM) > 0;
      case Product _, TransposedProduct _ -> place == Place.BESIDE || place == Place.ATOM;
      case Negate _ -> place == Place.ATOM;
      case Constant c -> place == Place.ATOM && Numbers.print(c.value()).startsWith("-");
      case Leaf _, Concat _, LayerNorm _, Unary _, Min _, Max _, Fma _, Select _ -> false;
      case Upper _, Zoneout _, DropConnect _ -> false;
    };
  }

  /** Strings and {@link Open} operands, left to right. */
  private static Object[] pieces(Expr e, Place place) {
    return switch (e) {
      case Constant c -> new Object[] {Numbers.print(c.value())};
      case Name n -> new Object[] {n.name()};
      case Next n -> new Object[] {n.state() + "'"};
      case Parameter p -> new Object[] {p.name()};
      case Add(Expr a, Expr b) -> infix(a, Place.SUM, " + ", b, Place.TERM);
      case Subtract(Expr a, Expr b) -> infix(a, Place.SUM, " - ", b, Place.TERM);
      case Multiply(Expr a, Expr b) -> infix(a, leftFactor(a), " * ", b, Place.BESIDE);
      case Divide(Expr a, Expr b) -> infix(a, leftFactor(a), " / ", b, Place.BESIDE);
      case Negate(Expr a) ->
          new Object[] {"-", new Open(a, place == Place.BESIDE ? Place.BESIDE : Place.FACTOR)};
      case Product(Expr m, Expr v) -> infix(m, Place.ATOM, " @ ", v, Place.FACTOR);
      case TransposedProduct(Expr m, Expr v) -> infix(m, Place.ATOM, "ᵀ @ ", v, Place.FACTOR);
      case Concat(List<Expr> parts) -> list("[", parts, "]");
      case Count c -> new Object[] {"count(" + c.size() + ")"};
      case Columns c -> new Object[] {c.matrix().name() + "[" + c.from() + ": " + c.size() + "]"};
      case Slice s ->
          new Object[] {new Open(s.a(), Place.ATOM), "[" + s.from() + ": " + s.size() + "]"};
      case Clock c -> call(e, List.of(), texts(c.periods()));
      case Ticks t -> call(e, List.of(), texts(t.periods()));
      case Upper u -> call(e, List.of(u.matrix()), List.of(Integer.toString(u.groups())));
      case DropConnect d -> call(e, List.of(d.matrix()), List.of(Numbers.print(d.p())));
      case Zoneout z -> call(e, List.of(z.a(), z.b()), List.of(Numbers.print(z.p())));
      case Dropout d -> {
        String p = Numbers.print(d.p());
        yield call(e, List.of(d.a()), d.sequence() ? List.of(p, "sequence") : List.of(p));
      }
      case Draw d ->
          new Object[] {
            "draw " + d.occurrence() + ": " + Numbers.print(d.event()),
            " with " + Numbers.print(d.p()) + ", else " + Numbers.print(d.otherwise()),
            d.sequence() ? ", for all steps" : ""
          };
      case LayerNorm _, Softmax _, Min _, Max _, Sigmoid _, Tanh _, Relu _ -> call(e);
      case LeakyRelu _, Elu _, Softplus _, Softsign _, HardSigmoid _ -> call(e);
      case Exp _, Log _, Sqrt _, Abs _, Fma _, Select _, Total _, Largest _ -> call(e);
    };
  }

  private static Object[] infix(Expr a, Place left, String sign, Expr b, Place right) {
    return new Object[] {new Open(a, left), sign, new Open(b, right)};
  }

  /** The left operand of {@code *} continues a chain, or is a factor itself. */
  private static Place leftFactor(Expr a) {
    return a instanceof Multiply || a instanceof Divide ? Place.TERM : Place.BESIDE;
  }

  private static Object[] call(Expr e) {
    return call(e, e.operands(), List.of());
  }

  /** A call whose last arguments are no expressions. */
  private static Object[] call(Expr e, List<Expr> operands, List<String> rest) {
    List<Object> parts = new ArrayList<>(operands);
    parts.addAll(rest);
    return list(Functions.nameOf(e) + "(", parts, ")");
  }

  private static List<String> texts(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).toList();
  }

  private static Object[] list(String first, List<? extends Object> parts, String last) {
    Object[] pieces = new Object[2 * parts.size() + 1];
    pieces[0] = first;
    for (int i = 0; i < parts.size(); i++) {
      pieces[2 * i + 1] = parts.get(i) instanceof Expr e ? new Open(e, Place.SUM) : parts.get(i);
      pieces[2 * i + 2] = i + 1 < parts.size() ? ", " : last;
    }
    return pieces;
  }
}
