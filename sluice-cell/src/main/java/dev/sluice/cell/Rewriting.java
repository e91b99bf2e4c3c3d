package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;

/** A cell with some of its expressions rewritten; its lines keep their order and their comments. */
final class Rewriting {
  private final Cell cell;
  private final List<Line> lines;

  private Rewriting(Cell cell) {
    this.cell = cell;
    this.lines = new ArrayList<>(cell.lines());
  }

  // ----------------------------------------------------------------------- layer normalization

  static Cell layerNorm(Cell cell) {
    return new Rewriting(cell).layerNorm();
  }

  private Cell layerNorm() {
    Set<String> taken = new HashSet<>();
    cell.shapes().parameters().forEach(p -> taken.add(p.name()));
    Map<String, List<String>> gains = new LinkedHashMap<>();
    boolean products = false;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).content() instanceof Line.Content.Defines(Equation equation)) {
        Set<Expr> normalized = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Expr e : Expr.postorder(equation.value())) {
          products |= e instanceof Product;
          if (e instanceof LayerNorm(List<Expr> parts)) {
            normalized.addAll(parts);
          }
        }
        set(
            i,
            equation,
            rewritten(
                equation.value(),
                (old, e) ->
                    old instanceof Product product && !normalized.contains(old)
                        ? new Multiply(
                            new LayerNorm(List.of(e)), gain(product, equation, taken, gains))
                        : e));
      }
    }
    if (gains.isEmpty()) {
      throw new IllegalArgumentException(
          products
              ? "Every product of " + cell.name() + " is layer-normalized already."
              : cell.name() + " has no product, so there is nothing to normalize.");
    }
    int end = lines.size();
    while (!(lines.get(end - 1).content() instanceof Line.Content.Defines)) {
      end--;
    }
    for (List<String> names : gains.values()) {
      Init.Value one = new Init.Value.Number(1);
      List<Init> inits = names.stream().map(name -> new Init(name, one, 0)).toList();
      lines.add(end++, new Line(new Line.Content.Starts(inits), List.of(), null));
    }
    return cell();
  }

  /** A new parameter {@code gw_i} for {@code W_i @ …}; {@code gains} has those of each stem. */
  private static Parameter gain(
      Product product, Equation equation, Set<String> taken, Map<String, List<String>> gains) {
    Parameter matrix = parameter(product.matrix());
    String matrixStem = matrix.name().substring(0, matrix.name().indexOf('_'));
    String stem = "g" + matrixStem.toLowerCase(Locale.ROOT);
    String name = stem + "_" + equation.name();
    for (int i = 2; !taken.add(name); i++) {
      name = stem + i + "_" + equation.name();
    }
    gains.computeIfAbsent(matrixStem, _ -> new ArrayList<>()).add(name);
    return new Parameter(name);
  }

  // ----------------------------------------------------------------------------------- helpers

  private static Parameter parameter(Expr matrix) {
    return matrix instanceof Parameter p ? p : parameter(matrix.operands().getFirst());
  }

  private void set(int line, Equation old, Expr value) {
    Equation equation = new Equation(old.name(), old.next(), old.size(), value, old.line());
    Line before = lines.get(line);
    lines.set(line, new Line(new Line.Content.Defines(equation), before.above(), before.end()));
  }

  private Cell cell() {
    return cell.withLines(lines);
  }

  /**
   * An expression rebuilt from its leaves.
   *
   * @param rule takes each operation as it was, and on rebuilt operands
   */
  private static Expr rewritten(Expr root, BinaryOperator<Expr> rule) {
    Map<Expr, Expr> done = new IdentityHashMap<>();
    for (Expr e : Expr.postorder(root)) {
      List<Expr> operands = e.operands().stream().map(done::get).toList();
      done.put(e, rule.apply(e, operands.isEmpty() ? e : e.with(operands)));
    }
    return done.get(root);
  }
}
