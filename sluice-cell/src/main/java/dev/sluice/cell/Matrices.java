package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Checks that matrix parameters stand left of {@code @}, and nothing else does. */
final class Matrices {

  private final Source source;
  private final Scope scope;
  private final Map<Expr, Token> places;

  Matrices(Source source, Scope scope, Map<Expr, Token> places) {
    this.source = source;
    this.scope = scope;
    this.places = places;
  }

  /** A matrix stands left of {@code @} and nowhere else, and nothing else stands there. */
  void check(Expr root) {
    if (isMatrix(root)) {
      throw notAVector(root);
    }
    for (Expr e : Expr.postorder(root)) {
      List<Expr> operands = e.operands();
      for (int i = 0; i < operands.size(); i++) {
        Expr operand = operands.get(i);
        boolean left =
            e instanceof Product && i == 0 || e instanceof DropConnect || e instanceof Upper;
        if (left && !isMatrix(operand) && e instanceof Product product) {
          throw notAMatrix(product);
        }
        if (!left && isMatrix(operand)) {
          if (e instanceof Product product && !isMatrix(product.matrix())) {
            throw notAMatrix(product);
          }
          throw notAVector(operand);
        }
      }
    }
  }

  private static boolean isMatrix(Expr e) {
    return e instanceof DropConnect
        || e instanceof Upper
        || e instanceof Parameter p && p.isMatrix();
  }

  private CellSyntaxException notAMatrix(Product product) {
    Expr left = product.matrix();
    String shown = Source.shown(Printer.print(left));
    String what =
        switch (left) {
          case Parameter p -> {
            String matrix = Character.toUpperCase(p.name().charAt(0)) + p.name().substring(1);
            yield shown
                + " is a vector (its name begins small). Write "
                + Source.shown(matrix)
                + " @ …";
          }
          case Name n -> shown + " is " + noun(n) + ".";
          case Constant _ -> shown + " is a number. To scale, write " + shown + " * …";
          default -> shown + " is an expression.";
        };
    String swap =
        isMatrix(product.vector()) && left instanceof Name
            ? " Did you mean " + Printer.print(product.vector()) + " @ " + shown + "?"
            : "";
    return source.mistake(place(left), "left of @ stands a matrix parameter, but " + what + swap);
  }

  private String noun(Name name) {
    Scope.Entry entry = scope.entry(name.name());
    return entry == null ? "a value" : entry.kind().noun;
  }

  private CellSyntaxException notAVector(Expr matrix) {
    if (!(matrix instanceof Parameter(String name))) {
      String shown = Source.shown(Printer.print(matrix));
      return source.mistake(
          place(matrix), shown + " is a matrix and stands only left of @. Write " + shown + " @ …");
    }
    String vector = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return source.mistake(
        place(matrix),
        Source.shown(name)
            + " is a matrix (its name begins with a capital) and stands only left of @. Write "
            + Source.shown(name)
            + " @ …, or "
            + Source.shown(vector)
            + " for a vector.");
  }

  private Token place(Expr e) {
    return Objects.requireNonNull(places.get(e));
  }
}
