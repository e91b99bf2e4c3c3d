package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@link SizeInference} says when sizes do not agree. */
final class SizeMessages {

  private final Source source;
  private final Map<Expr, Token> places;
  private @Nullable Equation equation;

  SizeMessages(Source source, Map<Expr, Token> places) {
    this.source = source;
    this.places = places;
  }

  /** Messages from here on are about this equation. */
  void enter(Equation entered) {
    equation = entered;
  }

  CellSyntaxException operands(Binary e, Size a, int lineOfA, Size b, int lineOfB) {
    Expr wrong = a.equals(Size.INPUT) && e.a() instanceof Name ? e.a() : e.b();
    return source.mistake(
        place(e),
        shown(e.a())
            + " has "
            + size(a, lineOfA)
            + ", "
            + shown(e.b())
            + " "
            + size(b, lineOfB)
            + "; they cannot be "
            + verb(e)
            + "."
            + remedy(wrong));
  }

  private static String verb(Binary e) {
    return switch (e) {
      case Add _ -> "added";
      case Subtract _ -> "subtracted";
      case Multiply _ -> "multiplied element by element";
      case Divide _ -> "divided element by element";
      case Min _, Max _ -> "compared";
      case Zoneout _ -> "exchanged";
    };
  }

  CellSyntaxException assigned(Equation e, Size left, int lineOfLeft, Size value, int lineOfValue) {
    Token at = place(e.value());
    return source.mistake(
        at,
        (e.next() ? "state " + e.name() : e.name() + "[" + e.size() + "]")
            + " has "
            + size(left, lineOfLeft)
            + ", but its equation gives "
            + size(value, lineOfValue)
            + "."
            + remedy(e.value()));
  }

  /** A matrix that stands as {@code upper(U, g)} and otherwise. */
  CellSyntaxException groups(Product p, Parameter matrix, int before) {
    String name = Source.shown(matrix.name());
    return source.mistake(
        place(p.matrix()),
        name
            + " stands here otherwise than above ("
            + (before == 0 ? name : "upper(" + name + ", " + before + ")")
            + "). Write the same, or use a second matrix, such as "
            + fresh()
            + ".");
  }

  CellSyntaxException columns(
      Product p, Size columns, int lineOfColumns, Size vector, int lineOfVector) {
    return source.mistake(
        place(p),
        shown(p.matrix())
            + " already multiplies a vector of "
            + size(columns, lineOfColumns)
            + ", but "
            + shown(p.vector())
            + " has "
            + size(vector, lineOfVector)
            + ". Use a second matrix, such as "
            + fresh()
            + ".");
  }

  CellSyntaxException listTooLong(Expr list) {
    return source.mistake(place(list), "this list has more than 2³¹−1 parts of one size.");
  }

  CellSyntaxException list(Expr list, Size size, Size needed, int lineOfNeeded) {
    return source.mistake(
        place(list),
        shown(list)
            + " has "
            + size(size, place(list).line())
            + ", but "
            + size(needed, lineOfNeeded)
            + " is needed."
            + remedy(list));
  }

  CellSyntaxException number(Expr operand, String user, Expr e) {
    return source.mistake(
        place(e),
        shown(operand) + " is made of numbers only and has no size; " + user + " needs a vector.");
  }

  CellSyntaxException numberWithSize(Equation e) {
    return source.mistake(
        place(e.value()),
        e.name()
            + " is made of numbers only and fits any size. Write "
            + e.name()
            + " = … without ["
            + e.size()
            + "].");
  }

  CellSyntaxException free(Expr e) {
    return source.mistake(
        place(e),
        "nothing says how many units "
            + shown(e)
            + " has. Give it a name and a size on a line of its own: v[r] = …");
  }

  /** {@code the hidden size (line 1)}. */
  private static String size(Size size, int line) {
    String name =
        size.equals(Size.INPUT) || size.equals(Size.HIDDEN)
            ? "the " + size + " size"
            : "the size " + Source.shown(size.toString());
    return name + " (line " + line + ")";
  }

  /** What to write instead: a product, which has whatever size is needed. */
  private String remedy(Expr operand) {
    String text = Printer.printFactor(operand);
    boolean simple = operand instanceof Leaf || operand instanceof Concat;
    return text.length() > 30 || !simple
        ? " A product with a matrix has any size."
        : " " + fresh() + " @ " + text + " has any size.";
  }

  /** A matrix that the equation does not have yet. */
  private String fresh() {
    Equation here = Objects.requireNonNull(equation);
    Set<Expr> used =
        Expr.postorder(here.value()).stream()
            .filter(Parameter.class::isInstance)
            .collect(Collectors.toSet());
    return Stream.of("W", "U", "V", "A", "B")
        .map(stem -> stem + "_" + here.name())
        .filter(name -> !used.contains(new Parameter(name)))
        .findFirst()
        .orElse("M_" + here.name());
  }

  private static String shown(Expr e) {
    String text = Printer.print(e);
    return text.length() <= 40 ? text : text.substring(0, 39) + "…";
  }

  /** Where an operation stands in the text. */
  Token place(Expr e) {
    Token token = places.get(e);
    if (token == null) {
      throw new IllegalStateException("no place");
    }
    return token;
  }
}
