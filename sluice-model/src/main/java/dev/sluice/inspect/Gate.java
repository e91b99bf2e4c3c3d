package dev.sluice.inspect;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Expr;
import dev.sluice.cell.Range;
import java.util.ArrayList;
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

  /** The gates of a cell, in the order of its equations. */
  public static List<Gate> of(Cell cell) {
    List<Gate> gates = new ArrayList<>();
    Map<String, Range> ranges = Range.of(cell);
    for (Equation equation : cell.equations()) {
      boolean share = !equation.next() && ranges.get(equation.target()).isShare();
      if (share && !cell.shapes().isNumber(equation.name())) {
        gates.add(of(cell, equation.name()));
      }
    }
    return List.copyOf(gates);
  }

  private static Gate of(Cell cell, String gate) {
    Expr plain = new Expr.Name(gate);
    Expr rest = new Expr.Subtract(new Expr.Constant(1), plain);
    for (Equation update : cell.equations()) {
      Expr state = new Expr.Name(update.name());
      for (Expr e : update.next() ? Expr.postorder(update.value()) : List.<Expr>of()) {
        if (e.equals(new Expr.Multiply(plain, state))
            || e.equals(new Expr.Multiply(state, plain))) {
          return new Gate(gate, update.name(), false);
        }
        if (e.equals(new Expr.Multiply(rest, state)) || e.equals(new Expr.Multiply(state, rest))) {
          return new Gate(gate, update.name(), true);
        }
      }
    }
    return new Gate(gate, null, false);
  }
}
