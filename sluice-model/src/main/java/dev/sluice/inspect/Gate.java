package dev.sluice.inspect;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of a cell's equations that is a share, from 0 to 1, whatever the parameters are.
 *
 * @param name as in the equations
 * @param keeps the state of which it is the share that stays, as the forget gate is in {@code c' =
 *     f * c + i * g}; null where it does something else
 * @param rest whether one minus it is that share
 */
public record Gate(String name, @Nullable String keeps, boolean rest) {

  /**
   * The gates of a cell, in the order of its equations. A state is one where it multiplies
   * something, as the gates of an LSTM whose gates recur do.
   */
  public static List<Gate> of(Cell cell) {
    List<Gate> gates = new ArrayList<>();
    Map<String, Range> ranges = Range.of(cell);
    for (Equation equation : cell.vectorEquations()) {
      Expr gate = equation.next() ? new Expr.Next(equation.name()) : new Expr.Name(equation.name());
      boolean multiplies = !equation.next() || isFactor(cell, gate);
      if (multiplies && ranges.get(equation.target()).isShare()) {
        gates.add(of(cell, equation.name(), gate));
      }
    }
    return List.copyOf(gates);
  }

  private static boolean isFactor(Cell cell, Expr gate) {
    return cell.equations().stream()
        .flatMap(equation -> Expr.postorder(equation.value()).stream())
        .anyMatch(e -> e instanceof Expr.Multiply && e.operands().contains(gate));
  }

  /** What it keeps: a state of whose new value a summand is it times the old one. */
  private static Gate of(Cell cell, String name, Expr gate) {
    for (Equation update : cell.equations()) {
      if (!update.next() || update.name().equals(name)) {
        continue;
      }
      for (Expr summand : parts(update.value(), Expr.Add.class)) {
        List<Expr> factors = parts(summand, Expr.Multiply.class);
        if (factors.contains(new Expr.Name(update.name()))) {
          if (factors.contains(gate)) {
            return new Gate(name, update.name(), false);
          }
          if (factors.contains(new Expr.Subtract(new Expr.Constant(1), gate))) {
            return new Gate(name, update.name(), true);
          }
        }
      }
    }
    return new Gate(name, null, false);
  }

  /** The operands of nested operations of one kind, from left to right. */
  private static List<Expr> parts(Expr root, Class<? extends Expr.Binary> kind) {
    List<Expr> parts = new ArrayList<>();
    Deque<Expr> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Expr e = open.pop();
      if (kind.isInstance(e)) {
        open.push(e.operands().get(1));
        open.push(e.operands().get(0));
      } else if (e instanceof Expr.Zoneout zoneout && kind == Expr.Add.class) {
        open.push(zoneout.a());
      } else {
        parts.add(e);
      }
    }
    return parts;
  }
}
