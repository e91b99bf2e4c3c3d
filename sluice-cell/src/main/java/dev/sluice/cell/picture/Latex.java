package dev.sluice.cell.picture;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Expr.*;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A cell's equations as papers print them, for example {@code c_t &= f_t \odot c_{t-1} + i_t \odot
 * g_t}: matrix products side by side, operations element by element as {@code \odot}.
 */
public final class Latex {

  /** Where an expression stands, from loose to tight; see the grammar of the language. */
  private enum Place {
    SUM,
    TERM,
    FACTOR,
    BESIDE,
    ATOM
  }

  private record Open(Expr e, Place place) {}

  private final Cell cell;
  private final Set<String> states;
  private final Set<Expr> numbers = Collections.newSetFromMap(new IdentityHashMap<>());

  private Latex(Cell cell) {
    this.cell = cell;
    this.states = cell.states().stream().map(Cell.State::name).collect(Collectors.toSet());
  }

  /**
   * The equations as one {@code aligned} environment, for use in math mode, with a last line {@code
   * \mathrm{out}_t} where something else than the first state leaves the cell.
   */
  public static String of(Cell cell) {
    return new Latex(cell).text();
  }

  /** One equation of the cell, for use in math mode: {@code c_t = f_t \odot c_{t-1} + …}. */
  public static String of(Cell cell, Equation equation) {
    return new Latex(cell).row(equation, " = ");
  }

  private String row(Equation e, String equals) {
    boolean number = !e.next() && cell.shapes().isNumber(e.name());
    return letters(e.name()) + (number ? "" : "_t") + equals + print(e.value());
  }

  private String text() {
    List<String> rows = new ArrayList<>();
    for (Cell.Input input : cell.inputs()) {
      if (input.below() != null) {
        rows.add(letters(input.name()) + "_t &= " + letters(input.below()) + "_t^{(\\ell - 1)}");
      }
    }
    for (Equation e : cell.equations()) {
      rows.add(row(e, " &= "));
    }
    if (!cell.outputs().equals(List.of(new Next(cell.states().getFirst().name())))) {
      List<Expr> outputs = cell.outputs();
      Expr out = outputs.size() == 1 ? outputs.getFirst() : new Concat(outputs);
      rows.add("\\mathrm{out}_t &= " + print(out));
    }
    return "\\begin{aligned}\n"
        + rows.stream().collect(Collectors.joining(" \\\\\n", "", "\n"))
        + "\\end{aligned}\n";
  }

  /** An expression, without recursion: chains may be thousands long. */
  private String print(Expr root) {
    for (Expr e : Expr.postorder(root)) {
      if (isNumber(e)) {
        numbers.add(e);
      }
    }
    StringBuilder text = new StringBuilder();
    Deque<Object> open = new ArrayDeque<>();
    open.push(new Open(root, Place.SUM));
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Open(Expr e, Place place) -> pieces(e, place).reversed().forEach(open::push);
        case Object piece -> text.append(piece);
      }
    }
    return text.toString();
  }

  private boolean isNumber(Expr e) {
    return e instanceof Constant
        || e instanceof Name n && cell.shapes().isNumber(n.name())
        || !e.operands().isEmpty() && numbers.containsAll(e.operands());
  }

  /** Strings and {@link Open} operands, left to right. */
  private List<Object> pieces(Expr e, Place place) {
    return switch (e) {
      case Constant c -> List.of(number(c.value()));
      case Name n -> List.of(name(n.name()));
      case Next n -> List.of(letters(n.state()) + "_t");
      case Expr.Parameter p -> List.of(parameter(p.name()));
      case Add(Expr a, Expr b) ->
          group(place != Place.SUM, infix(a, Place.SUM, " + ", b, Place.TERM));
      case Subtract(Expr a, Expr b) ->
          group(place != Place.SUM, infix(a, Place.SUM, " - ", b, Place.TERM));
      case Multiply(Expr a, Expr b) -> {
        String sign = numbers.contains(a) || numbers.contains(b) ? " \\cdot " : " \\odot ";
        Place left = a instanceof Multiply ? Place.TERM : Place.BESIDE;
        yield group(place.compareTo(Place.TERM) > 0, infix(a, left, sign, b, Place.BESIDE));
      }
      case Divide(Expr a, Expr b) ->
          List.of("\\frac{", new Open(a, Place.SUM), "}{", new Open(b, Place.SUM), "}");
      case Negate(Expr a) -> group(place != Place.SUM, List.of("-", new Open(a, Place.FACTOR)));
      case Product(Expr m, Expr v) ->
          group(place.compareTo(Place.FACTOR) > 0, infix(m, Place.ATOM, " ", v, Place.FACTOR));
      case Concat(List<Expr> parts) -> list("\\left[", parts, "; ", "\\right]");
      case LayerNorm(List<Expr> parts) -> list("\\operatorname{layernorm}(", parts, ", ", ")");
      case Sqrt(Expr a) -> List.of("\\sqrt{", new Open(a, Place.SUM), "}");
      case Abs(Expr a) -> List.of("\\left|", new Open(a, Place.SUM), "\\right|");
      case Min _ -> call("\\min", e);
      case Max _ -> call("\\max", e);
      case Sigmoid _ -> call("\\sigma", e);
      case Tanh _ -> call("\\tanh", e);
      case Exp _ -> call("\\exp", e);
      case Log _ -> call("\\log", e);
      case Relu _ -> call("\\operatorname{relu}", e);
      case LeakyRelu _ -> call("\\operatorname{leakyrelu}", e);
      case Elu _ -> call("\\operatorname{elu}", e);
      case Softplus _ -> call("\\operatorname{softplus}", e);
      case Softsign _ -> call("\\operatorname{softsign}", e);
      case HardSigmoid _ -> call("\\operatorname{hardsigmoid}", e);
      case Softmax _ -> call("\\operatorname{softmax}", e);
      case Dropout d ->
          list(
              noise("dropout", number(d.p()) + (d.sequence() ? ", \\mathrm{sequence}" : "")) + "(",
              d.operands(),
              ", ",
              ")");
      case Zoneout z -> list(noise("zoneout", number(z.p())) + "(", z.operands(), ", ", ")");
      case DropConnect d ->
          list(noise("dropconnect", number(d.p())) + "(", d.operands(), ", ", ")");
      case Upper u -> list("\\operatorname{upper}_{" + u.groups() + "}(", u.operands(), ", ", ")");
      case Clock c ->
          List.of(
              c.periods().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ", "\\operatorname{clock}_{t}(", ")")));
      case Derived _ -> throw new IllegalArgumentException("No cell contains " + e + ".");
    };
  }

  private static List<Object> infix(Expr a, Place left, String sign, Expr b, Place right) {
    return List.of(new Open(a, left), sign, new Open(b, right));
  }

  private static List<Object> group(boolean parentheses, List<Object> pieces) {
    if (!parentheses) {
      return pieces;
    }
    List<Object> grouped = new ArrayList<>(pieces);
    grouped.addFirst("(");
    grouped.addLast(")");
    return grouped;
  }

  private static List<Object> call(String function, Expr e) {
    return list(function + "(", e.operands(), ", ", ")");
  }

  private static String noise(String name, String p) {
    return "\\operatorname{" + name + "}_{" + p + "}";
  }

  private static List<Object> list(String first, List<Expr> parts, String comma, String last) {
    List<Object> pieces = new ArrayList<>();
    for (Expr part : parts) {
      pieces.add(pieces.isEmpty() ? first : comma);
      pieces.add(new Open(part, Place.SUM));
    }
    pieces.add(last);
    return pieces;
  }

  // ------------------------------------------------------------------------------------- names

  private String name(String name) {
    if (states.contains(name)) {
      return letters(name) + "_{t-1}";
    }
    return cell.shapes().isNumber(name) ? letters(name) : letters(name) + "_t";
  }

  /** {@code W_{i}}, and {@code U^{(f)}_{i}} for {@code Uf_i}. */
  private static String parameter(String name) {
    int underscore = name.indexOf('_');
    String rest = name.substring(1, underscore);
    return name.charAt(0)
        + (rest.isEmpty() ? "" : "^{(" + rest + ")}")
        + "_{"
        + letters(name.substring(underscore + 1))
        + "}";
  }

  private static String letters(String name) {
    return name.length() == 1 ? name : "\\mathit{" + name + "}";
  }

  /** {@code 0.95}, {@code -10^{30}}, {@code 1.5 \cdot 10^{-7}}. */
  private static String number(double value) {
    String[] parts = Double.toString(value).split("E");
    String mantissa = parts[0].endsWith(".0") ? parts[0].replace(".0", "") : parts[0];
    if (parts.length == 1) {
      return mantissa;
    }
    String power = "10^{" + parts[1] + "}";
    return mantissa.equals("1") ? power : mantissa + " \\cdot " + power;
  }
}
