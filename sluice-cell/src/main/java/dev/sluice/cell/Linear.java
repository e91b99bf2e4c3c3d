package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Program.Line;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a loop is linear in its states, element by element: {@code s' = a * s + b}. */
final class Linear {
  private Linear() {}

  /** Decides it per operation; {@code lines} are those of the loop. */
  static boolean in(List<String> states, List<Line> lines) {
    if (states.size() != 1) {
      return false;
    }
    Set<String> linear = new HashSet<>(states);
    for (Line line : lines) {
      Expr e = line.expr();
      if (Program.reads(e).stream().anyMatch(linear::contains)) {
        if (!linear(e, linear)) {
          return false;
        }
        linear.add(line.name());
      }
    }
    return true;
  }

  private static boolean linear(Expr e, Set<String> linear) {
    return switch (e) {
      case Name _ -> true;
      case Add(Expr _, Product _), Add(Expr _, TransposedProduct _) -> false;
      case Add _, Subtract _, Negate _ -> true;
      case Multiply(Expr a, Expr b) -> !(reads(a, linear) && reads(b, linear));
      case Divide(Expr _, Expr b) -> !reads(b, linear);
      case Fma(Expr a, Expr b, Expr _) -> !(reads(a, linear) && reads(b, linear));
      default -> false;
    };
  }

  private static boolean reads(Expr operand, Set<String> linear) {
    return operand instanceof Name(String name) && linear.contains(name);
  }
}
