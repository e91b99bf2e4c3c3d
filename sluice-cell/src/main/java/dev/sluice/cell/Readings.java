package dev.sluice.cell;

import dev.sluice.cell.Expr.Negate;
import dev.sluice.cell.Expr.Product;
import dev.sluice.cell.ExpressionParser.Factor;
import java.util.List;

/** The two readings of a term in which an unparenthesized {@code @} stands beside * or /. */
final class Readings {
  private Readings() {}

  /** Shows both readings of a term in which {@code @} stands beside {@code *} or {@code /}. */
  static CellSyntaxException of(Source source, List<Factor> factors, List<Token> signs) {
    int at = 0;
    while (!factors.get(at).bare()) {
      at++;
    }
    Expr product = factors.get(at).e();
    int minus = 0;
    while (product instanceof Negate negate) {
      product = negate.a();
      minus++;
    }
    Expr matrix = ((Product) product).matrix();
    Expr other = ((Product) product).vector();
    Expr first = factors.getFirst().e();
    for (int i = 0; i < signs.size(); i++) {
      first = ExpressionParser.combine(first, signs.get(i), factors.get(i + 1).e());
    }
    int rest = at;
    if (at > 0) {
      Expr left = factors.getFirst().e();
      for (int i = 0; i < at; i++) {
        left =
            ExpressionParser.combine(
                left, signs.get(i), i + 1 == at ? matrix : factors.get(i + 1).e());
      }
      other = new Product(left, other);
    }
    for (int i = rest; i < signs.size(); i++) {
      other = ExpressionParser.combine(other, signs.get(i), factors.get(i + 1).e());
    }
    if (at == 0) {
      other = new Product(matrix, other);
      for (int i = 0; i < minus; i++) {
        other = new Negate(other);
      }
    }
    String one = Printer.print(first);
    return source.mistake(
        signs.get(Math.max(0, at - 1)),
        written(factors, signs)
            + " can be read as "
            + shorten(one)
            + " or "
            + shorten(Printer.print(other))
            + ". Add parentheses.");
  }

  private static String written(List<Factor> factors, List<Token> signs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < factors.size() && text.length() < 100; i++) {
      Factor factor = factors.get(i);
      text.append(i == 0 ? "" : " " + signs.get(i - 1).text() + " ");
      text.append(factor.bare() ? Printer.print(factor.e()) : Printer.printFactor(factor.e()));
    }
    return shorten(text.toString());
  }

  private static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 59) + "…";
  }
}
