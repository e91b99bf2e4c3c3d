package dev.sluice.cell;

import java.util.stream.Stream;

/** The naming rule of parameters: {@code stem_equation}, standing only in the equation it names. */
final class ParameterNames {

  private final Source source;
  private final Cursor in;
  private final Scope scope;

  ParameterNames(Source source, Cursor in, Scope scope) {
    this.source = source;
    this.in = in;
    this.scope = scope;
  }

  /** Refuses a name with an underscore that is no parameter of the equation of {@code target}. */
  void check(Token token, Token target) {
    String name = token.text();
    String shown = Source.shown(name);
    int underscore = name.indexOf('_');
    String stem = name.substring(0, underscore);
    String equation = name.substring(underscore + 1);
    String here = Source.shown(target.text());
    if (equation.indexOf('_') >= 0) {
      throw source.mistake(
          token,
          shown
              + " has two underscores; a parameter has one, between its stem and its equation,"
              + " as in W_"
              + here
              + ".");
    }
    if (stem.isEmpty() || equation.isEmpty()) {
      throw source.mistake(
          token,
          "'"
              + shown
              + "' is no name: a parameter is written stem_equation, as in W_"
              + here
              + "; no other name has an underscore.");
    }
    if (equation.equals(target.text())) {
      return;
    }
    if (scope.hasEquation(equation)) {
      throw source.mistake(
          token,
          shown
              + " belongs to equation "
              + Source.shown(equation)
              + " and cannot be used in "
              + here
              + ". "
              + sharing(token));
    }
    throw source.mistake(
        token,
        shown
            + " names an equation that does not exist: "
            + Source.shown(equation)
            + ". A parameter of this equation is written "
            + Source.shown(stem + "_" + target.text())
            + ".");
  }

  /** How to share what the foreign parameter computes: under a name with its own parameter. */
  private String sharing(Token token) {
    String free =
        Stream.of("a", "b", "d", "k", "q", "u", "v", "w")
            .filter(n -> scope.entry(n) == null && !scope.hasEquation(n))
            .findFirst()
            .orElse("shared");
    String stem = token.text().substring(0, token.text().indexOf('_'));
    if (Character.isUpperCase(stem.charAt(0))) {
      boolean simple = in.peek().is("@") && (in.peek(1).isWord() && !in.peek(2).is("("));
      String operand = simple && in.peek(1).text().indexOf('_') < 0 ? in.peek(1).text() : "x";
      return "To share a product, give it a name: "
          + free
          + " = "
          + Source.shown(stem + "_" + free)
          + " @ "
          + Source.shown(operand)
          + ".";
    }
    return "To share a vector, give it a name: "
        + free
        + " = "
        + Source.shown(stem + "_" + free)
        + ".";
  }

  void refusePrime(Token token) {
    if (token.text().indexOf('_') >= 0) {
      String name = Source.shown(token.text());
      throw source.mistake(
          token, name + "' does not exist: a parameter has no prime. Write " + name + ".");
    }
  }
}
