package dev.sluice.cell.picture;

import java.math.BigDecimal;

/**
 * The text of a chain of functions of one operand, as {@code 1 − σ(·)}, where the dot is the
 * operand.
 *
 * @param text with {@code ·} for the operand
 * @param tight whether it can stand beside an operator without parentheses
 */
record DiagramForm(String text, boolean tight) {

  /** The operand itself. */
  static final DiagramForm ARGUMENT = new DiagramForm("·", true);

  static DiagramForm of(String text) {
    return new DiagramForm(text, true);
  }

  /** A number as a diagram shows it: {@code −0.5}, {@code 1e−5}. */
  static DiagramForm of(double number) {
    String text = Double.toString(number);
    if (!text.contains("E")) {
      text = new BigDecimal(text).stripTrailingZeros().toPlainString();
    }
    return of(text.replace("-", "−").replace(".0E", "e").replace("E", "e"));
  }

  boolean isArgument() {
    return text.equals("·");
  }

  /** Whether a function is the outermost operation, or stands within. */
  boolean isSquash() {
    return text.contains("(");
  }

  DiagramForm in(String function) {
    return of(function + "(" + text + ")");
  }

  DiagramForm negated() {
    return new DiagramForm("−" + factor(), false);
  }

  DiagramForm plus(DiagramForm other, boolean minus) {
    return !minus && other.text.startsWith("−")
        ? new DiagramForm(text + " − " + other.text.substring(1), false)
        : new DiagramForm(text + (minus ? " − " + other.factor() : " + " + other.text), false);
  }

  DiagramForm times(String sign, DiagramForm other) {
    return new DiagramForm(factor() + " " + sign + " " + other.factor(), false);
  }

  /** {@code max(0, ·)}. */
  DiagramForm beside(DiagramForm other, String function) {
    return of(function + "(" + text + ", " + other.text + ")");
  }

  /** The chain applied to a name. */
  DiagramForm on(String name) {
    return new DiagramForm(text.replace("·", name), tight);
  }

  private String factor() {
    return tight ? text : "(" + text + ")";
  }

  /** As it stands in a box: {@code tanh} for {@code tanh(·)}, {@code 1 −} for {@code 1 − ·}. */
  String shown() {
    String shown = text;
    if (shown.endsWith("(·)") && shown.indexOf('(') == shown.length() - 3) {
      String function = shown.substring(0, shown.length() - 3);
      if (function.chars().allMatch(Character::isLetter)) {
        return function;
      }
    }
    if (shown.indexOf('·') == shown.lastIndexOf('·')) {
      if (shown.endsWith(" × ·")) {
        return "× " + shown.substring(0, shown.length() - 4);
      }
      if (shown.endsWith(" ·") || shown.equals("−·")) {
        return shown.substring(0, shown.length() - 1).strip();
      }
      if (shown.startsWith("· ")) {
        return shown.substring(2);
      }
    }
    return shown.replaceAll("\\bsigmoid\\(", "σ(").replaceAll("(\\d) × (\\p{L})", "$1$2");
  }
}
