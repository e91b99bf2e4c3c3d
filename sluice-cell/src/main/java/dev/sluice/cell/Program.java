package dev.sluice.cell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cell in normal form: one operation per line, in an order in which each name is defined before
 * it is used. Operands are names, numbers and vector parameters; the new value of state {@code s}
 * has the name {@code s'}.
 *
 * <p>Two shapes are more than one operation: {@code Add(t, Product)} and {@code Add(t,
 * TransposedProduct)} continue the sum of products {@code t}, so that a kernel accumulates both in
 * one place.
 *
 * <p>The way back is a program too ({@link Derivative}): its carried states are gradients and its
 * steps run from the last to the first. So one scheduler ({@link Steps}) and one compiler serve
 * both directions.
 *
 * @param states what is carried from step to step
 * @param lines the operations
 * @param outputs the names that leave the program at each step
 * @param names the names of the text, each with the operand that holds its value: a line, an input,
 *     a state, a number or a parameter
 */
public record Program(
    List<Carried> states, List<Line> lines, List<String> outputs, Map<String, Expr> names) {

  /**
   * One operation. {@code size} is null for one number per row; {@code source} is the line of the
   * text.
   */
  public record Line(String name, Expr expr, @Nullable Size size, int source) {
    @Override
    public String toString() {
      return name + " = " + Printer.print(expr);
    }
  }

  /** A state: {@code old} is read, {@code next} is what the following step finds in {@code old}. */
  public record Carried(String old, String next, Size size) {}

  public Program {
    states = List.copyOf(states);
    lines = List.copyOf(lines);
    outputs = List.copyOf(outputs);
    names = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }

  /** The normal form of a cell. */
  public static Program of(Cell cell) {
    return new Normalizer(cell).program();
  }

  /** The line of each name. */
  Map<String, Line> byName() {
    Map<String, Line> map = new LinkedHashMap<>();
    lines.forEach(line -> map.put(line.name(), line));
    return map;
  }

  /** The matrix product in a line, plain or continuing a sum; null for any other operation. */
  static @Nullable Expr product(Expr e) {
    return switch (e) {
      case Expr.Product p -> p;
      case Expr.TransposedProduct p -> p;
      case Expr.Add(Expr _, Expr.Product p) -> p;
      case Expr.Add(Expr _, Expr.TransposedProduct p) -> p;
      default -> null;
    };
  }

  /** The parameter behind a matrix. */
  public static Expr.Parameter parameter(Expr matrix) {
    return switch (matrix) {
      case Expr.Parameter p -> p;
      case Expr.Columns c -> c.matrix();
      case Expr.DropConnect d -> parameter(d.matrix());
      case Expr.Upper u -> u.matrix();
      default -> throw new IllegalArgumentException(Printer.print(matrix) + " is no matrix.");
    };
  }

  /** The names that a line reads. */
  public static List<String> reads(Expr e) {
    return Expr.postorder(e).stream()
        .filter(Expr.Name.class::isInstance)
        .map(n -> ((Expr.Name) n).name())
        .toList();
  }
}
